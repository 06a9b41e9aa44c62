/**
 * Sends one request again and again to one port, as a process of its own, so that its work is not taken from who measures:
 * either so many at a time, or so many each second whatever becomes of them. Told over IPC what to do; answers with what became of it.
 */
import { connect, type Socket } from 'node:net'

/** What stands in a request in place of its number. */
export const numberMark = '#########'

/** `request`: all octets of one request, into which its number is put, so that each is another. `inFlight`: so many at a time; `perSecond`: whatever becomes of them. */
export type FloodOrder = { port: number; request: string; seconds: number } & ({ inFlight: number } | { perSecond: number })

/** Answers that came while it was going on, of how many requests; milliseconds until a refusal in the middle and at the slow end. */
export type Flooded = { sent: number; done: number; refused: number; refusedWithoutRetryAfter: number; other: string[]; seconds: number; refusal: { median: number; slowest: number } }

/** One connection, kept open: `send` gives the answer's status line and headers when the whole answer is there. */
type Line = { send(): Promise<string> }

/** More connections than this at once are more than a test needs. */
const mostLines = 1000

process.on('message', (order: FloodOrder) => {
  flood(order).then((flooded) => process.send?.(flooded), (error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    process.exit(1)
  })
})

async function flood(order: FloodOrder): Promise<Flooded> {
  const flooded: Flooded = { sent: 0, done: 0, refused: 0, refusedWithoutRetryAfter: 0, other: [], seconds: 0, refusal: { median: 0, slowest: 0 } }
  const idle: Line[] = []
  const sockets: Socket[] = []
  const waits: number[] = []
  const start = performance.now()
  const elapsed = (): number => (performance.now() - start) / 1000
  const send = async (): Promise<void> => {
    const line = idle.pop() ?? openLine(order, sockets)
    const sent = performance.now()
    flooded.sent += 1
    try {
      const head = await line.send()
      idle.push(line)
      if (elapsed() > order.seconds) return
      const status = head.slice(9, 12)
      if (status === '200') flooded.done += 1
      else if (status === '503') {
        flooded.refused += 1
        waits.push(performance.now() - sent)
        if (!/\r\nretry-after: [1-9]/i.test(head)) flooded.refusedWithoutRetryAfter += 1
      } else if (flooded.other.length < 10) flooded.other.push(head.slice(0, 40))
    } catch (error) {
      if (elapsed() <= order.seconds && flooded.other.length < 10) flooded.other.push(String(error))
    }
  }
  if ('inFlight' in order) {
    await Promise.all(Array.from({ length: order.inFlight }, async () => { while (elapsed() < order.seconds) await send() }))
  } else {
    for (let now = 0; now < order.seconds; now = elapsed()) {
      while (flooded.sent < now * order.perSecond && (idle.length > 0 || sockets.length < mostLines)) void send()
      await new Promise((resolve) => { setTimeout(resolve, 2) })
    }
  }
  flooded.seconds = elapsed()
  for (const socket of sockets) socket.destroy()
  waits.sort((one, other) => one - other)
  flooded.refusal = { median: waits[Math.floor(waits.length / 2)] ?? 0, slowest: waits[Math.floor(waits.length * 0.99)] ?? 0 }
  return flooded
}

let number = 0

function openLine({ port, request }: FloodOrder, sockets: Socket[]): Line {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  sockets.push(socket)
  let answer = ''
  let settle: { resolve: (head: string) => void; reject: (error: Error) => void } | undefined
  socket.setEncoding('latin1')
  socket.on('data', (piece: string) => {
    answer += piece
    const end = answer.indexOf('\r\n\r\n')
    if (end < 0 || !isWhole(answer, end)) return
    const head = answer.slice(0, end)
    answer = ''
    settle?.resolve(head)
  })
  socket.on('error', () => {})
  socket.on('close', () => settle?.reject(new Error('the connection ended')))
  return {
    send: () => new Promise((resolve, reject) => {
      settle = { resolve, reject }
      number += 1
      socket.write(request.replaceAll(numberMark, String(number).padStart(numberMark.length, '0')), 'latin1')
    }),
  }
}

/** Whether the body that follows the headers, which end at `end`, is there: by its length, or by its last chunk. */
function isWhole(answer: string, end: number): boolean {
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end))?.[1]
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : answer.length >= end + 4 + Number(length)
}
