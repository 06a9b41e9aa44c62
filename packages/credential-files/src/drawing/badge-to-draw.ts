import type { Achievement, AchievementKind, LocalizedText } from '@eduwallet/microcredential'

/** What of an achievement is drawn on its badge; each as the model has it, so that an `Achievement` and an institution's name fill it. */
export type BadgeToDraw = {
  title: LocalizedText
  /** Name of the institution that awards. */
  institution: LocalizedText
  kind: AchievementKind
  workload?: Achievement['workload']
  level?: Achievement['level']
  /** YYYY-MM-DD; only for a badge of one learner. */
  awardedOn?: string | undefined
}
