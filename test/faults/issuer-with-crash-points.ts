/**
 * The issuer as its `main.ts` starts it, with two things put around it: a clock that can be set, and points at which the
 * process kills itself or takes its time. All are set over the IPC channel of whoever started this program; the service has no
 * setting for them.
 */
import { readIssuerConfig } from '../../services/issuer/src/config.ts'
import type { InstitutionBooks, Register } from '../../services/issuer/src/register/index.ts'
import { serve } from '../../services/issuer/src/serve.ts'
import type { Order } from './order.ts'

let order: Order = {}

process.on('message', (message: Order) => {
  order = { ...order, ...message }
  process.send?.('done')
})

/** Is where the order says to crash: the process is gone before the next line. Or to be slow: the next line comes later. */
async function reach(point: string): Promise<void> {
  if (order.crashAt === point) process.kill(process.pid, 'SIGKILL')
  if (order.slowAt === point) await new Promise((resolve) => { setTimeout(resolve, (order.slowSeconds ?? 0) * 1000) })
}

/**
 * Every call of a book of an institution has a point before and a point after it: `before issuance.intend`, `after issuance.intend`; so
 * has a transaction of many (`before transaction` it begins, `after transaction`; `part` for one inside), and what is done within one.
 */
function withPoints(register: Register, name: 'transaction' | 'part' = 'transaction'): Register {
  return {
    ...register,
    forInstitution: (id) => {
      const books = Object.entries(register.forInstitution(id)).map(([name, book]) => [name, typeof book === 'object' ? pointed(name, book) : book])
      return Object.fromEntries(books) as InstitutionBooks
    },
    async inOneTransaction(work) {
      await reach(`before ${name}`)
      const result = await register.inOneTransaction((inner) => work(withPoints(inner, 'part')))
      await reach(`after ${name}`)
      return result
    },
  }
}

function pointed(name: string, book: object): object {
  return Object.fromEntries(Object.entries(book).map(([method, call]: [string, (...given: unknown[]) => unknown]) => [method, async (...given: unknown[]) => {
    await reach(`before ${name}.${method}`)
    const result = await call(...given)
    await reach(`after ${name}.${method}`)
    return result
  }]))
}

await serve(readIssuerConfig(process.env), {
  now: () => new Date(Date.now() + (order.clockSeconds ?? 0) * 1000),
  around: (register) => withPoints(register),
  onApp: (app) => {
    app.addHook('onSend', async (request) => { await reach(`answering ${request.routeOptions.url ?? ''}`) })
  },
})
