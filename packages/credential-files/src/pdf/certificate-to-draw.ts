import type { Achievement, Language, LocalizedText } from '@eduwallet/microcredential'

/** What stands on a certificate; each as the model has it, so that an `AwardedAchievement` fills it. */
export type CertificateToDraw = {
  achievement: Pick<Achievement, 'title' | 'kind' | 'description' | 'learningOutcomes' | 'workload' | 'level'>
  learner: { givenName: string; familyName: string }
  institution: { name: LocalizedText }
  /** YYYY-MM-DD */
  awardedOn: string
  /** YYYY-MM-DD, the last day; absent when it stays valid. */
  validUntil?: string | undefined
  grade?: string | undefined
}

export type CertificateOptions = {
  language: Language
  /** The credential, as it was issued: JSON, JWT or SD-JWT. It is attached to the PDF as it is. */
  credential: string
  /** Where whoever holds the certificate can have it checked: https (http on this machine), at most 1,000 characters. It is in the QR code. */
  checkUrl: string
  /** When the credential was issued: the date of the file. */
  issuedAt: Date
  /** The image of the achievement, PNG or JPEG. Left out, or nothing that `pictureAsPng` can draw: it is drawn from the data. */
  picture?: Uint8Array | undefined
}
