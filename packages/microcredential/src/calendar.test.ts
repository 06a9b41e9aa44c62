import { expect, it } from 'vitest'
import { calendarDateFrom, calendarDateOf, isCalendarDate } from './calendar.ts'

it.each(['2026-06-30', '2024-02-29', '1900-01-01'])('%s is a day', (text) => { expect(isCalendarDate(text)).toBe(true) })
it.each(['2026-02-29', '2026-13-01', '2026-6-3', '30-06-2026', '2026-06-30T00:00:00Z', '', '0000-00-00', '1899-12-31', '+002026-06-30'])('%j is not', (text) => { expect(isCalendarDate(text)).toBe(false) })

it('a moment is on the day it is in the Netherlands, summer and winter', () => {
  expect(calendarDateOf(new Date('2026-06-30T21:59:59Z'))).toBe('2026-06-30')
  expect(calendarDateOf(new Date('2026-06-30T22:00:00Z'))).toBe('2026-07-01')
  expect(calendarDateOf(new Date('2026-12-31T22:59:59Z'))).toBe('2026-12-31')
  expect(calendarDateOf(new Date('2026-12-31T23:00:00Z'))).toBe('2027-01-01')
})

it('reads dates and date-times with an offset, and nothing vaguer', () => {
  expect(calendarDateFrom('2003-09-30T00:00:00.000Z')).toBe('2003-09-30')
  expect(calendarDateFrom('2025-11-28T08:30:00+01:00')).toBe('2025-11-28')
  for (const text of ['2025-11-28T08:30:00', '2025-11-31T08:30:00Z', '2025-11-28T25:00:00Z', 'today', '']) expect(calendarDateFrom(text)).toBeUndefined()
})
