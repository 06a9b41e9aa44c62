/** The token of an `Authorization: Bearer` header (RFC 6750 #section-2.1), undefined when there is none; the scheme is case-insensitive (RFC 9110 #section-11.1). */
export function bearerToken(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer +([\x21-\x7e]+)$/i.exec(header)?.[1]
}
