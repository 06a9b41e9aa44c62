import type { Language } from '@eduwallet/microcredential'
import { openShippedFonts } from '../lettering/shipped-fonts.ts'
import type { BadgeToDraw } from './badge-to-draw.ts'
import { drawBadgeInOurFont } from './draw-badge-svg.ts'
import { openRenderer } from './open-renderer.ts'

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
