import type { AchievementDraft } from '../achievement/achievement.ts'
import type { AwardedAchievement } from '../award/awarded-achievement.ts'
import type { Finding } from '../findings.ts'
import type { AwardingInstitution } from '../institution.ts'
import type { Loss } from '../projection.ts'
import type { LocalizedText } from '../text/localized-text.ts'

/** What an achievement is judged with. Without an institution, what a standard wants to know of it is not judged. */
export type Circumstances = { on: Date; institution?: AwardingInstitution }

/** A standard that an achievement can satisfy. */
export type Standard = {
  id: string
  name: LocalizedText
  source: string
  /** Whether it is about such achievements at all. A kind or sector that is not filled in yet may turn out to be one of its own. */
  concerns: (draft: AchievementDraft) => boolean
  /** What it wants and is not there (errors), and what deserves a look (warnings). Paths of the institution start at `/institution`. */
  lacks: (draft: AchievementDraft, circumstances: Circumstances) => Finding[]
  /** Says an award in its words; absent for a standard that has no documents. */
  project?: (award: AwardedAchievement, circumstances: Circumstances) => { losses: Loss[] }
}
