/** Exact decimals as text. Credits are added up and compared with limits, and 0.1 + 0.2 is not 0.3 in binary. */
import { z } from 'zod'

const form = /^(?:0|[1-9]\d{0,5})(?:\.\d{1,4})?$/
const digitsAfterPoint = 4

/** A non-negative decimal as text: "2.5", "30", at most six digits before and four after the point. */
export const decimalSchema = z.string().regex(form)
export type Decimal = z.infer<typeof decimalSchema>

/** True for a text that is a {@link Decimal}. */
export function isDecimal(value: unknown): value is Decimal {
  return typeof value === 'string' && form.test(value)
}

/** The decimal in ten-thousandths, to calculate with. */
export function scaled(decimal: Decimal): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(digitsAfterPoint, '0'))
}

/** Ten-thousandths (not negative) as a decimal without needless zeros: 25000n is "2.5". A sum may have more digits than a {@link Decimal}. */
export function unscaled(amount: bigint): string {
  const digits = amount.toString().padStart(digitsAfterPoint + 1, '0')
  const fraction = digits.slice(-digitsAfterPoint).replace(/0{1,4}$/, '')
  return `${digits.slice(0, -digitsAfterPoint)}${fraction === '' ? '' : `.${fraction}`}`
}

/** Below zero when a < b, zero when equal ("2.50" equals "2.5"), above zero when a > b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const difference = scaled(a) - scaled(b)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** True when `decimal` is a whole number of times `step`. */
export function isMultipleOf(decimal: Decimal, step: Decimal): boolean {
  return scaled(decimal) % scaled(step) === 0n
}

/** True when `a` equals `b` times the whole number `factor`, exactly. */
export function isTimes(a: Decimal, b: Decimal, factor: number): boolean {
  return scaled(a) === scaled(b) * BigInt(factor)
}

/** "7,50" and "7.5" are the same number to a Dutch reader; undefined when it is not a number written that way. */
export function decimalFromWriting(text: string): Decimal | undefined {
  const candidate = text.trim().replace(',', '.')
  return isDecimal(candidate) ? candidate : undefined
}
