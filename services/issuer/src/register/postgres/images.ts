import type { ImageBook } from '../../catalogue/image/image-book.ts'
import type { ImageType } from '../../catalogue/image/read-image.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The images of one institution. */
export function openImageBook(scope: InstitutionScope): ImageBook {
  return {
    keep: ({ digest, type, octets }, achievement, act) =>
      scope.transaction(async (tx) => {
        const { rowCount } = await tx.query(
          'INSERT INTO achievement_images (institution_id, digest, media_type, octets, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
          [Buffer.from(digest, 'base64url'), type, octets, act.at],
        )
        if (rowCount === 0) return
        await appendJournal(tx, act, [{ action: 'achievement.image-kept', objectKind: 'achievement', objectId: achievement, reason: digest }])
      }),
    async find(digest) {
      const sha256 = Buffer.from(digest, 'base64url')
      if (sha256.toString('base64url') !== digest) return undefined
      return scope.transaction(async (tx) => {
        const { rows } = await tx.query<{ media_type: ImageType; octets: Uint8Array }>(
          'SELECT media_type, octets FROM achievement_images WHERE institution_id = $1 AND digest = $2', [sha256])
        return rows[0] && { digest, type: rows[0].media_type, octets: rows[0].octets }
      })
    },
  }
}
