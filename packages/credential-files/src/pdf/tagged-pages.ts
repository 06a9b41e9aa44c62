/** Pages of A4 on which everything is tagged as what it is (ISO 14289-1, PDF/UA), in the order in which it is read; what only decorates is tagged as that. */
import { cardColours } from '@eduwallet/microcredential'
import type { ShippedFonts } from '../lettering/shipped-fonts.ts'

type Pdf = PDFKit.PDFDocument
type Struct = ReturnType<Pdf['struct']>
type About = PDFKit.Mixins.StructureElementOptions

export const margins = { top: 56, bottom: 64, left: 56, right: 56 } as const
const ink = '#1a1a1a'
/** 7 to 1 on white. */
export const soft = '#525252'
const factLabelWidth = 150
export const pageWidth = 595.28
export const textWidth = pageWidth - margins.left - margins.right

export type TaggedPages = ReturnType<typeof openTaggedPages>
export type Lettering = { size: number; bold?: boolean; colour?: string; width?: number }

/** `pdf` has these margins on A4, its fonts registered as `regular` and `bold`, buffers its pages, and has none yet. */
export function openTaggedPages(pdf: Pdf) {
  const root = pdf.struct('Document')
  pdf.addStructure(root)
  pdf.addPage()

  const use = ({ size, bold, colour }: Lettering): Pdf => pdf.font(bold === true ? 'bold' : 'regular').fontSize(size).fillColor(colour ?? ink)
  /** Begins a page when less than this height is left. */
  const keep = (height: number): void => {
    if (pdf.y + height > pdf.page.height - margins.bottom) pdf.addPage()
  }
  const write = (text: string, lettering: Lettering): void => {
    use(lettering).text(text, pdf.x, pdf.y, { width: lettering.width ?? textWidth, align: 'left', lineGap: lettering.size * 0.2 })
  }

  return {
    keep,
    space: (height: number): void => { pdf.y += height },
    /** Goes on no higher than this. */
    below: (place: number): void => { pdf.y = Math.max(pdf.y, place) },

    text: (tag: 'P' | 'H1', text: string, lettering: Lettering): void => {
      keep(lettering.size * 1.5)
      root.add(pdf.struct(tag, {}, () => { write(text, lettering) }))
    },

    /** A heading that is also a bookmark; `needs` is the height of what must not be on another page. */
    heading: (text: string, needs: number): void => {
      pdf.y += 18
      keep(24 + needs)
      pdf.outline.addItem(text)
      root.add(pdf.struct('H2', {}, () => { write(text, { size: 14, bold: true, colour: cardColours.background }) }))
      pdf.y += 4
    },

    /** A table of two columns: what it is, and what it says. */
    facts: (rows: readonly (readonly [label: string, value: string])[]): void => {
      const table = pdf.struct('Table')
      root.add(table)
      for (const [label, value] of rows) {
        const width = textWidth - factLabelWidth
        keep(use({ size: 11 }).heightOfString(value, { width, lineGap: 2.2 }))
        const y = pdf.y
        table.add(pdf.struct('TR', {}, [
          pdf.struct('TH', rowHeader, [() => { use({ size: 11, colour: soft }).text(label, margins.left, y, { width: factLabelWidth - 10 }) }]),
          pdf.struct('TD', {}, [() => { use({ size: 11 }).text(value, margins.left + factLabelWidth, y, { width, lineGap: 2.2 }) }]),
        ]))
        pdf.x = margins.left
        pdf.y += 3
      }
      table.end()
    },

    list: (items: readonly string[], width = textWidth): void => {
      const list = pdf.struct('L')
      root.add(list)
      for (const item of items) {
        keep(32)
        const y = pdf.y
        list.add(pdf.struct('LI', {}, [
          pdf.struct('Lbl', {}, [() => { use({ size: 11 }).text('•', margins.left, y, { width: 12, lineBreak: false }) }]),
          pdf.struct('LBody', {}, [() => { use({ size: 11 }).text(item, margins.left + 14, y, { width: width - 14, lineGap: 2.2 }) }]),
        ]))
        pdf.x = margins.left
        pdf.y += 3
      }
      list.end()
    },

    /** A drawing at this place; whoever cannot see it hears `alternative`. The place of the text stays what it was. */
    figure: (alternative: string, box: readonly [number, number, number, number], draw: () => void): void => {
      const { x, y } = pdf
      root.add(pdf.struct('Figure', boxed(alternative, box), [() => { draw() }]))
      pdf.x = x
      pdf.y = y
    },

    /** An address that can be followed. */
    link: (address: string, about: string): void => {
      const lettering = { size: 10.5, colour: '#0b4a8f' }
      keep(use(lettering).heightOfString(address, { width: textWidth }))
      const top = pdf.y
      const link: Struct = pdf.struct('Link', {}, [() => {
        use(lettering).text(address, margins.left, top, { width: textWidth, underline: true })
        const annotation: PDFKit.Mixins.AnnotationOption & { structParent: Struct } = { structParent: link, Contents: textOf(about) }
        pdf.link(margins.left, top, Math.min(textWidth, pdf.widthOfString(address)), pdf.y - top, address, annotation)
      }])
      root.add(pdf.struct('P', {}, [link]))
    },

    /** What is on every page: colour above, and its number below. Nothing can be written after it. */
    end: (numbered: (number: number, of: number) => string): void => {
      root.end()
      const { count } = pdf.bufferedPageRange()
      for (let page = 0; page < count; page += 1) {
        pdf.switchToPage(page)
        pdf.page.margins.bottom = 0
        decorate(pdf)
        pdf.markContent('Artifact', { type: 'Pagination' })
        use({ size: 9, colour: soft }).text(numbered(page + 1, count), margins.left, pdf.page.height - 40, { width: textWidth, align: 'right', lineBreak: false })
        pdf.endMarkedContent()
      }
    },
  }
}

/** Fonts that are in the file whole, as far as they are used: PDF/UA allows no others. */
export function registerFonts(pdf: Pdf, { regular, bold }: ShippedFonts): void {
  pdf.registerFont('regular', regular.file)
  pdf.registerFont('bold', bold.file)
}

/** The types of the library do not know these, which it has. */
const rowHeader: About & { scope: string } = { scope: 'Row' }

function boxed(alt: string, bbox: readonly [number, number, number, number]): About & { bbox: readonly number[]; placement: string } {
  return { alt, bbox, placement: 'Block' }
}

/** How the library tells a text from a name. */
function textOf(text: string): string {
  return Object(text) as string
}

function decorate(pdf: Pdf): void {
  pdf.markContent('Artifact', { type: 'Layout' })
  pdf.rect(0, 0, pageWidth, 14).fill(cardColours.background)
  pdf.rect(margins.left, 14, 64, 5).fill('#f2b84b')
  pdf.endMarkedContent()
}
