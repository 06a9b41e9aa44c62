/** Days and hours as ELM writes them: xsd:dateTime and xsd:duration. */
import { calendarDateOf } from '../calendar.ts'

const offsets = ['+01:00', '+02:00'] as const

/** The first second of a day in the Netherlands. */
export function firstMomentOf(day: string): string {
  return momentOf(`${day}T00:00:00`, day, -1000)
}

/** The last second of a day in the Netherlands. */
export function lastMomentOf(day: string): string {
  return momentOf(`${day}T23:59:59`, day, 1000)
}

/** The moment on the day of which the neighbour, so many milliseconds away, is on another day: that fixes summer or winter time. */
function momentOf(local: string, day: string, neighbour: number): string {
  const offset = offsets.find((candidate) => {
    const moment = new Date(local + candidate)
    return calendarDateOf(moment) === day && calendarDateOf(new Date(moment.getTime() + neighbour)) !== day
  })
  return local + (offset ?? offsets[0])
}

/** Hours ("28.5") as a duration ("PT28H30M"); undefined when they are no whole seconds. */
export function durationOf(hours: string): string | undefined {
  const [whole = '0', fraction = ''] = hours.split('.')
  const tenThousandths = BigInt(fraction.padEnd(4, '0')) * 3600n
  if (tenThousandths % 10_000n !== 0n) return undefined
  const seconds = tenThousandths / 10_000n
  const [minutes, rest] = [seconds / 60n, seconds % 60n]
  return `PT${whole}H${minutes > 0n ? `${minutes}M` : ''}${rest > 0n ? `${rest}S` : ''}`
}

/** A duration of hours, minutes and seconds as hours; undefined when it has days or longer, or no exact decimal. */
export function hoursFrom(duration: string): string | undefined {
  const match = /^PT(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?$/.exec(duration)
  if (!match) return undefined
  const seconds = BigInt(match[1] ?? 0) * 3600n + BigInt(match[2] ?? 0) * 60n + BigInt(match[3] ?? 0)
  const tenThousandths = seconds * 10_000n
  if (tenThousandths % 3600n !== 0n) return undefined
  const digits = (tenThousandths / 3600n).toString().padStart(5, '0')
  const fraction = /^\d*[1-9]/.exec(digits.slice(-4))?.[0]
  return `${digits.slice(0, -4)}${fraction === undefined ? '' : `.${fraction}`}`
}
