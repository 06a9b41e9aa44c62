/** The picture of an achievement for which the institution gave none, in the style of the card that wallets draw. */
import { achievementKindLabels, cardColours, escapeXmlText, textLimits, type Language } from '@eduwallet/microcredential'
import { drawableLine, withinFont } from '../lettering/drawable-text.ts'
import { dateInWords, levelInWords, workloadInWords } from '../lettering/in-words.ts'
import { openShippedFonts, type Letters } from '../lettering/shipped-fonts.ts'
import { wrapText, type Measure } from '../lettering/wrap-text.ts'
import type { BadgeToDraw } from './badge-to-draw.ts'

const side = 640
const margin = 56
/** A sans-serif of somebody's own computer may be wider than ours. */
const lineWidth = (side - 2 * margin) * 0.88
const titleSizes = [52, 44, 36, 30] as const
const lineHeight = 1.22
const titleTop = 232
const words = { nl: { awardedOn: 'Toegekend op' }, en: { awardedOn: 'Awarded on' } } as const

/**
 * A badge as an SVG of 640 by 640: the title, who awards it, what kind it is, its study load and level. Well-formed XML with a title and a description for who
 * does not see it; white on dark blue (11 to 1). No script, style sheet, link, picture or font from elsewhere. Texts are cut and wrapped so that
 * they stay in their place, whatever stands in them.
 */
export async function drawBadgeSvg(badge: BadgeToDraw, language: Language): Promise<string> {
  return composeBadge(badge, language, (text) => text)
}

/** The same with only the letters that our own font has: for who draws with it. */
export async function drawBadgeInOurFont(badge: BadgeToDraw, language: Language): Promise<string> {
  const { regular } = await openShippedFonts()
  return composeBadge(badge, language, (text) => withinFont(text, regular.font))
}

async function composeBadge(badge: BadgeToDraw, language: Language, drawable: (text: string) => string): Promise<string> {
  const { regular, bold } = await openShippedFonts()
  const line = (text: string, longest: number): string => drawable(drawableLine(text, longest))
  const title = line(badge.title[language], textLimits.title)
  const institution = line(badge.institution[language], textLimits.name)
  const kind = achievementKindLabels[badge.kind][language]
  const facts = [workloadInWords(badge.workload, language), levelInWords(badge.level)].filter((fact) => fact !== '').map((fact) => line(fact, 60))
  const date = badge.awardedOn === undefined ? [] : [`${words[language].awardedOn} ${line(dateInWords(badge.awardedOn, language), 40)}`]
  const bottom = [...facts, ...date]
  const bottomTop = side - margin - (bottom.length - 1) * 34
  const { size, lines } = fitTitle(title, bold, bottomTop - 40 - titleTop)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}" role="img" aria-labelledby="name details" lang="${language}" xml:lang="${language}">
  <title id="name">${escapeXmlText(`${kind}: ${title}`)}</title>
  <desc id="details">${escapeXmlText([institution, ...bottom].join('. '))}.</desc>
  <rect width="${side}" height="${side}" rx="38" fill="${cardColours.background}"/>
  <rect x="20" y="20" width="${side - 40}" height="${side - 40}" rx="24" fill="none" stroke="${cardColours.text}" stroke-opacity="0.35" stroke-width="2"/>
  <path d="M${margin} 158h64" stroke="#f2b84b" stroke-width="6"/>
  <g fill="${cardColours.text}" font-family="'Noto Sans', sans-serif" aria-hidden="true">
${[
    ...rows(wrapText(institution, lineWidth, 2, measureOf(regular, 26)), 84, 26, 34),
    ...rows([kind], 206, 24, 30),
    ...rows(lines, titleTop + size, size, size * lineHeight, true),
    ...rows(bottom, bottomTop, 24, 34),
  ].join('\n')}
  </g>
</svg>
`
}

/** The largest letters with which the title fits this height; with the smallest, the end of it is cut off. */
function fitTitle(title: string, bold: Letters, height: number): { size: number; lines: string[] } {
  for (const size of titleSizes) {
    const measure = measureOf(bold, size)
    const lines = wrapText(title, lineWidth, Number.POSITIVE_INFINITY, measure)
    // Half words are worse than small letters.
    if (lines.length * size * lineHeight <= height && title.split(' ').every((word) => measure(word) <= lineWidth)) return { size, lines }
  }
  const smallest = titleSizes.at(-1) ?? 30
  return { size: smallest, lines: wrapText(title, lineWidth, Math.floor(height / (smallest * lineHeight)), measureOf(bold, smallest)) }
}

/** Widths letter by letter: more than enough to break lines by, and in time that grows with the text only. */
function measureOf({ font }: Letters, size: number): Measure {
  return (text) => Array.from(text).reduce((width, character) => width + font.glyphForCodePoint(character.codePointAt(0) ?? 0).advanceWidth, 0) * size / font.unitsPerEm
}

function rows(lines: readonly string[], top: number, size: number, step: number, bold = false): string[] {
  return lines.map((line, at) => `    <text x="${margin}" y="${Math.round(top + at * step)}" font-size="${size}"${bold ? ' font-weight="bold"' : ''}>${escapeXmlText(line)}</text>`)
}
