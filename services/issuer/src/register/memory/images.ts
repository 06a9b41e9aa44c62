import type { ImageBook } from '../../catalogue/image/image-book.ts'
import { appendMemoryJournal, type MemoryScope } from './scope.ts'

/** The images of one institution, in memory. */
export function openImageBook(scope: MemoryScope): ImageBook {
  const { images } = scope.tables
  return {
    async keep(image, achievement, act) {
      if (images.has(image.digest)) return
      images.set(image.digest, structuredClone(image))
      appendMemoryJournal(scope, act, [{ action: 'achievement.image-kept', objectKind: 'achievement', objectId: achievement, reason: image.digest }])
    },
    find: async (digest) => images.get(digest),
  }
}
