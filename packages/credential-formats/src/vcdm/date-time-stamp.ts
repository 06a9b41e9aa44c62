const DATE_TIME_STAMP =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,12})?|24:00:00(?:\.0{1,12})?)(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/

/**
 * The instant of an XMLSCHEMA11-2 dateTimeStamp (#dateTimeStamp): date, time and time zone, all three. Undefined for anything else, for a day that the
 * month does not have, and beyond the years 0001 to 9999. More digits than milliseconds are cut off.
 */
export function parseDateTimeStamp(text: unknown): Date | undefined {
  if (typeof text !== 'string') return undefined
  const parts = DATE_TIME_STAMP.exec(text)
  if (parts === null) return undefined
  const [, year = '', month = '', day = ''] = parts
  if (year === '0000' || Number(day) > daysIn(Number(year), Number(month))) return undefined
  const instant = new Date(text.replace(/(\.\d{3})\d+/, '$1'))
  return Number.isNaN(instant.getTime()) ? undefined : instant
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
