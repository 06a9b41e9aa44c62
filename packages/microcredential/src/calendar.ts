import { z } from 'zod'

const form = /^\d{4}-\d{2}-\d{2}$/

/** True for YYYY-MM-DD naming a day that exists. */
export function isCalendarDate(text: string): boolean {
  if (!form.test(text) || text < '1900-01-01') return false
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** A calendar date, YYYY-MM-DD. Dates of results and rules are days in the Netherlands, not instants. */
export const calendarDateSchema = z.string().max(10).refine(isCalendarDate, { params: { code: 'NOT_A_DATE' } })
  .meta({ format: 'date', pattern: String.raw`^(?:19|[2-9]\d)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$`, description: 'A day that exists.' })

const amsterdam = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Amsterdam', year: 'numeric', month: '2-digit', day: '2-digit' })

/** The calendar date in the Netherlands at this instant, YYYY-MM-DD. */
export function calendarDateOf(instant: Date): string {
  return amsterdam.format(instant)
}

/** A date or an RFC 3339 date-time with offset, as the date in the Netherlands; undefined when it is neither. */
export function calendarDateFrom(text: string): string | undefined {
  if (isCalendarDate(text)) return text
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text) || !isCalendarDate(text.slice(0, 10))) return undefined
  const instant = new Date(text)
  return Number.isNaN(instant.getTime()) ? undefined : calendarDateOf(instant)
}
