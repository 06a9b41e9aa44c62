/**
 * The letters that pictures and certificates are drawn with: Noto Sans (SIL Open Font License 1.1), with the letters of every language that is
 * written in Latin, Greek or Cyrillic. They come with the program, so that a drawing looks the same everywhere and nothing is fetched.
 */
import type { Font } from 'fontkit'
import { readShippedFile } from '../read-shipped-file.ts'

/** `file` is the TrueType file, `font` the same, read. */
export type Letters = { file: Buffer; font: Font }
export type ShippedFonts = { regular: Letters; bold: Letters }

let opened: Promise<ShippedFonts> | undefined

/** Read when the first drawing asks, and kept: who never draws does not pay for it. */
export function openShippedFonts(): Promise<ShippedFonts> {
  opened ??= open().catch((error: unknown) => {
    opened = undefined
    throw error
  })
  return opened
}

async function open(): Promise<ShippedFonts> {
  const { create } = await import('fontkit')
  const letters = (file: Buffer): Letters => {
    const font = create(file)
    if (!('layout' in font)) throw new Error('the font file holds more than one font')
    return { file, font }
  }
  return {
    regular: letters(readShippedFile('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf')),
    bold: letters(readShippedFile('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf')),
  }
}
