import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { integrityOf, isIntegrity, matchesIntegrity } from './subresource-integrity.ts'

const text = 'alert(\'Hello, world.\');'
const digest = (algorithm: string, of = text): string => `${algorithm}-${createHash(algorithm).update(of).digest('base64')}`

describe('subresource integrity', () => {
  it('agrees with the example of the specification', () => {
    // SRI #examples, sha384
    expect(matchesIntegrity(text, 'sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO')).toBe(true)
    expect(integrityOf(text)).toBe('sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=')
    expect(matchesIntegrity(Buffer.from(text), integrityOf(text))).toBe(true)
  })

  it('counts only the strongest algorithm, of which one digest is enough', () => {
    expect(matchesIntegrity(text, `${digest('sha256', 'x')} ${digest('sha512')}`)).toBe(true)
    expect(matchesIntegrity(text, `${digest('sha256')} ${digest('sha512', 'x')}`)).toBe(false)
    expect(matchesIntegrity(text, `${digest('sha512', 'x')}\n ${digest('sha512')}?option`)).toBe(true)
    expect(matchesIntegrity(text, `md5-abc ${digest('sha256')}`)).toBe(true)
    expect(matchesIntegrity(text, digest('sha256').replaceAll('+', '-').replaceAll('/', '_').replace('=', ''))).toBe(true)
  })

  it('matches nothing when nothing is promised', () => {
    for (const metadata of ['', ' ', 'sha256', 'sha256-', 'sha256-AAAA', 'md5-abc', digest('sha1'), `${digest('sha256').slice(0, -4)}AAA=`, 'sha256-'.repeat(5000), `${digest('sha256')} `.repeat(17)]) expect(matchesIntegrity(text, metadata), metadata.slice(0, 40)).toBe(false)
    expect(matchesIntegrity(`${text} `, integrityOf(text))).toBe(false)
  })

  it('is well formed when it promises something, and nothing in it is no hash expression', () => {
    const sha256 = digest('sha256')
    for (const metadata of [sha256, digest('sha384'), digest('sha512'), ` ${sha256}\t${digest('sha512')}?a=b `, `sha3-256-AAAA ${sha256}`, `md5-abc ${sha256}`]) expect(isIntegrity(metadata), metadata).toBe(true)
    for (const metadata of ['', ' ', 'x', 'sha256', 'sha256-', 'sha256-AAAA', 'md5-abc', sha256.replace('256', '512'), `${sha256} sha256-AAAA`, `${sha256} x`, `${sha256}, ${sha256}`,
      sha256.slice('sha256-'.length), `${sha256} `.repeat(17), 'sha256-'.repeat(5000), `x${sha256}\u0000`]) expect(isIntegrity(metadata), metadata.slice(0, 40)).toBe(false)
  })
})
