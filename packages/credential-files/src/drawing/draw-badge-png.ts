import type { Language } from '@eduwallet/microcredential'
import type { Resvg } from '@resvg/resvg-wasm'
import { openShippedFonts } from '../lettering/shipped-fonts.ts'
import { readShippedFile } from '../read-shipped-file.ts'
import type { BadgeToDraw } from './badge-to-draw.ts'
import { drawBadgeInOurFont } from './draw-badge-svg.ts'

let ready: Promise<typeof Resvg> | undefined

/** Compiled when the first picture asks. It runs as WebAssembly: it reaches no file, no font of the computer and no network. */
function openRenderer(): Promise<typeof Resvg> {
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

/**
 * The badge of `drawBadgeSvg` as a PNG of 640 by 640, to bake a credential into. The same badge gives the same octets. A letter that our font does not have
 * (it has Latin, Greek and Cyrillic) is drawn as U+FFFD. It costs some 30 ms of the processor, in one go.
 */
export async function drawBadgePng(badge: BadgeToDraw, language: Language): Promise<Buffer> {
  const [Renderer, { regular, bold }, svg] = await Promise.all([openRenderer(), openShippedFonts(), drawBadgeInOurFont(badge, language)])
  const drawing = new Renderer(svg, { font: { fontBuffers: [regular.file, bold.file], defaultFontFamily: 'Noto Sans', sansSerifFamily: 'Noto Sans' } })
  const picture = drawing.render()
  try {
    return Buffer.from(picture.asPng())
  } finally {
    picture.free()
    drawing.free()
  }
}
