import { create } from 'qrcode'

/** Modules of white around the code (ISO/IEC 18004 #9.1). */
const quiet = 4

/**
 * A QR code as rectangles, so that it is sharp at any size and needs no picture. Each row is drawn in runs, with a little overlap, as viewers leave
 * hair lines between shapes that only touch.
 *
 * @param side - with the white around it, in points
 */
export function drawQrCode(pdf: PDFKit.PDFDocument, text: string, left: number, top: number, side: number): void {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const unit = side / (modules.size + 2 * quiet)
  pdf.rect(left, top, side, side).fill('#ffffff')
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) === 0) continue
      const start = column
      while (column + 1 < modules.size && modules.get(row, column + 1) !== 0) column += 1
      pdf.rect(left + (quiet + start) * unit, top + (quiet + row) * unit, (column - start + 1) * unit, unit * 1.02)
    }
  }
  pdf.fill('#000000')
}
