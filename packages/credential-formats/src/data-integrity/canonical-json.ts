import type { JsonValue } from '@eduwallet/strict-json'

/**
 * The one spelling of a JSON value (JSON Canonicalization Scheme, RFC 8785): members in the order of their names' UTF-16 units, numbers and texts
 * as ECMAScript writes them, no white space. The value must come from the strict reader: no lone surrogates, no numbers beyond a double.
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    // The default order of sort is that of UTF-16 code units: RFC 8785 #section-3.2.3
    return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`).join(',')}}`
  }
  return JSON.stringify(value)
}
