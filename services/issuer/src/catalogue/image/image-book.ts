import type { AchievementId } from '../../institutions/types.ts'
import type { Act } from '../../journal/types.ts'
import type { ImageType } from './read-image.ts'

/** An image by its SHA-256, base64url. */
export type KeptImage = { digest: string; type: ImageType; octets: Uint8Array }

/** The images of one institution. */
export type ImageBook = {
  /** Keeps an image that was sent for `achievement`, with the journal; one that is there already changes nothing. */
  keep(image: KeptImage, achievement: AchievementId, act: Act): Promise<void>
  /** Undefined also for another spelling of a digest: each image has one address. */
  find(digest: string): Promise<KeptImage | undefined>
}
