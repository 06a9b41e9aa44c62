/**
 * The other way out: to an address that whoever runs the service wrote in its settings, such as the collector of traces. It
 * stands in their own network as a rule, so a private address is as good as any here. Nobody else may choose the address:
 * only `main.ts` and `serve.ts`, which read the settings, open one (test/architecture).
 */
import { Agent, fetch, type Response } from 'undici'
import { OutboundError, toOutboundError } from './errors.ts'
import { readBody } from './read-body.ts'

/** Posts to one address, fixed when it was opened. */
export type OperatorPost = {
  /**
   * Posts `body`, and is satisfied with any 2xx; what the answer says is not used. No redirect is followed.
   * @throws OutboundError OUTBOUND_TOO_LARGE (nothing was sent, or the answer has no end), OUTBOUND_STATUS, OUTBOUND_REDIRECT, OUTBOUND_TIMEOUT, OUTBOUND_UNREACHABLE
   */
  post(body: Uint8Array): Promise<void>
  /** Ends open connections, and what is under way on them. */
  close(): Promise<void>
}

const MAX_BODY_BYTES = 4 * 1024 * 1024
const MAX_ANSWER_BYTES = 64 * 1024

/** `timeoutSeconds`: for everything together, from the connection to the last byte of the answer; default 5. */
export function openOperatorPost(address: string, { contentType, timeoutSeconds = 5 }: { contentType: string; timeoutSeconds?: number }): OperatorPost {
  const { href, origin } = new URL(address)
  const agent = new Agent({ connections: 1, maxHeaderSize: 16_384, connect: { minVersion: 'TLSv1.2', rejectUnauthorized: true } })
  return {
    async post(body) {
      if (body.byteLength > MAX_BODY_BYTES) throw new OutboundError('OUTBOUND_TOO_LARGE', `${body.byteLength} bytes are not posted to ${origin}`, { retryable: false })
      const response = await send(body)
      if (response.ok) {
        await readBody(response, origin, MAX_ANSWER_BYTES)
        return
      }
      void response.body?.cancel().catch(() => {})
      const redirected = response.status >= 300 && response.status < 400
      throw new OutboundError(redirected ? 'OUTBOUND_REDIRECT' : 'OUTBOUND_STATUS', `${origin} answered with status ${response.status}`, { retryable: response.status >= 500 || response.status === 429 })
    },
    close: () => agent.destroy(),
  }

  async function send(body: Uint8Array): Promise<Response> {
    try {
      return await fetch(href, {
        method: 'POST', body, dispatcher: agent, redirect: 'manual', signal: AbortSignal.timeout(timeoutSeconds * 1000),
        headers: { 'content-type': contentType, accept: contentType, 'user-agent': 'eduwallet' },
      })
    } catch (error) {
      throw toOutboundError(error, origin)
    }
  }
}
