import type { Resvg } from '@resvg/resvg-wasm'
import { readShippedFile } from '../read-shipped-file.ts'

let ready: Promise<typeof Resvg> | undefined

/** Compiled when the first picture asks. It runs as WebAssembly: it reaches no file, no font of the computer and no network. */
export function openRenderer(): Promise<typeof Resvg> {
  ready ??= start().catch((error: unknown) => {
    ready = undefined
    throw error
  })
  return ready
}

async function start(): Promise<typeof Resvg> {
  const renderer = await import('@resvg/resvg-wasm')
  await renderer.initWasm(readShippedFile('@resvg/resvg-wasm/index_bg.wasm'))
  return renderer.Resvg
}
