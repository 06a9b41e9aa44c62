/** 9999-12-31T23:59:59Z. Later instants are mistakes or attacks. */
const LAST_SECOND = 253_402_300_799

/**
 * True for a NumericDate as this house writes and reads it: whole seconds since 1970, up to the year 9999.
 * RFC 7519 #section-2 allows fractions; nobody needs them, and they compare differently in different implementations.
 */
export function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_SECOND
}

/** Seconds since 1970, rounded down. */
export function toNumericDate(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}
