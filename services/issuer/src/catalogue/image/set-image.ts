import { createHash } from 'node:crypto'
import { fault } from '@eduwallet/microcredential'
import type { AchievementId } from '../../institutions/types.ts'
import type { Act } from '../../journal/types.ts'
import type { AchievementBook } from '../achievement-book.ts'
import { checkMayChange, contentChange } from '../change-achievement.ts'
import { achievementUnknown, CatalogueError } from '../errors.ts'
import type { CataloguedAchievement } from '../types.ts'
import type { ImageBook } from './image-book.ts'
import { mostImagePixels, readImage, type ImageFault, type ImageSize, type ImageType } from './read-image.ts'

/** An image as it is served, and the achievement. `linked`: the achievement names the address of the image. */
export type SetImage = { url: string; type: ImageType; size: ImageSize; linked: boolean; achievement: CataloguedAchievement }

/**
 * Keeps an image and names its address in the achievement, like any other change of its content. Credentials carry https addresses only:
 * in a sandbox without TLS the image is kept and served, and the achievement does not name it. To be done in one transaction.
 * Throws CatalogueError IMAGE_NOT_ACCEPTED, IMAGE_TOO_MANY_PIXELS, and what changeAchievement throws.
 */
export async function setImage(
  { id, octets }: { id: AchievementId; octets: Uint8Array },
  act: Act,
  { achievements, images, addressOf }: { achievements: Pick<AchievementBook, 'change'>; images: Pick<ImageBook, 'keep'>; addressOf: (digest: string) => string },
): Promise<SetImage> {
  const read = readImage(octets)
  if (!read.ok) throw refusalOf(read.fault)
  const digest = createHash('sha256').update(octets).digest('base64url')
  const url = addressOf(digest)
  const linked = url.startsWith('https://')
  const achievement = await achievements.change(id, (current) => {
    const { content } = current.entry
    if (content.image?.url === url) return {}
    if (linked) return contentChange({ ...content, image: { url } }, current, act.at)
    checkMayChange(current)
    return {}
  }, act)
  if (achievement === 'unknown') throw achievementUnknown()
  if (achievement === 'offering_taken') throw new Error('an image links no offering')
  await images.keep({ digest, type: read.type, octets }, id, act)
  return { url, type: read.type, size: read.size, linked, achievement }
}

const sentences = {
  svg: ['Een SVG kan scripts en verwijzingen bevatten en wordt niet aangenomen. Stuur het beeld als PNG.', 'An SVG can hold scripts and references, and is not taken. Send the image as PNG.'],
  other_type: ['Dit is geen PNG en geen JPEG.', 'This is neither a PNG nor a JPEG.'],
  damaged: ['Het bestand is beschadigd, of er staat nog iets achter het beeld. Bewaar het opnieuw en stuur het dan.', 'The file is damaged, or something stands behind the picture. Save it again and send that.'],
  too_many_pixels: [`Het beeld is groter dan ${mostImagePixels} bij ${mostImagePixels} pixels. Maak het kleiner.`, `The image is larger than ${mostImagePixels} by ${mostImagePixels} pixels. Make it smaller.`],
} satisfies Record<ImageFault, readonly [nl: string, en: string]>

function refusalOf(why: ImageFault): CatalogueError {
  const [nl, en] = sentences[why]
  return why === 'too_many_pixels'
    ? new CatalogueError('IMAGE_TOO_MANY_PIXELS', 'the image has too many pixels', [fault('', 'TOO_LARGE', nl, en)])
    : new CatalogueError('IMAGE_NOT_ACCEPTED', 'the image is not taken', [fault('', 'WRONG_FORM', nl, en)])
}
