/** Which code the answer to a request had: `code` of a problem (RFC 9457), `error` of OAuth (RFC 6749 #section-5.2). */

const codes = new WeakMap<object, string>()

/** Notes and tells the code of a request that was answered with an error. */
export const errorCodeOf = {
  /** Takes the code out of an answer before it becomes text. */
  read(request: object, status: number, payload: unknown): void {
    if (status < 400 || typeof payload !== 'object' || payload === null) return
    const code = 'code' in payload ? payload.code : 'error' in payload ? payload.error : undefined
    if (typeof code === 'string' && /^[a-z][a-z0-9_-]{1,60}$/.test(code)) codes.set(request, code)
  },
  /** For an answer that is text from the beginning (a page). */
  note(request: object, code: string): void {
    codes.set(request, code)
  },
  get: (request: object): string | undefined => codes.get(request),
}
