/** QR codes as SVG in the page itself: no image request, sharp at every size. */
import { html } from 'ghtml'
import QRCode from 'qrcode'

/**
 * An `<svg>` with the QR code of `text`, black on white in every colour scheme, with its quiet zone (ISO/IEC 18004).
 * @param label what the picture is for, read aloud instead of it
 */
export async function qrSvg(text: string, label: string): Promise<string> {
  const svg = await QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 })
  return svg.replace('<svg ', html`<svg class="qr" role="img" aria-label="${label}" `)
}
