/**
 * The one reader for JSON that others wrote: bodies, tokens, credentials, documents. What two readers could understand
 * differently is refused; size and depth are bounded by the caller, time is linear, and nothing but a JsonError is thrown.
 * Every package and room may use it; it uses nothing.
 */
export { JsonError, type JsonErrorCode } from './json-error.ts'
export { isJsonObject, type JsonLimits, type JsonObject, type JsonValue, parseJson, parseJsonObject } from './parse-json.ts'
