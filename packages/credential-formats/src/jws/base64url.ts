/**
 * Decodes base64url in its one canonical spelling: no padding, no white space, no other alphabet, no stray bits at the
 * end. Gives undefined for anything else, so that two different texts never mean the same bytes. RFC 7515 #section-2
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

/** Encodes bytes, or the UTF-8 of a text, as base64url without padding. */
export function encodeBase64url(value: string | Uint8Array): string {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return bytes.toString('base64url')
}
