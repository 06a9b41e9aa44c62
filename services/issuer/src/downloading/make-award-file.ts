/**
 * From an award to a file that a person keeps: its credential, on record like every other, and around it what the form asks for. The credential is there
 * before anything is drawn, so a crash while drawing leaves a record that the next call makes the same file from.
 */
import { bakePng, bakeSvg, credentialFile, drawBadgePng, drawBadgeSvg, drawCertificate, pictureAsPng } from '@eduwallet/credential-files'
import { lastValidDay, type Language } from '@eduwallet/microcredential'
import type { ImageBook } from '../catalogue/image/image-book.ts'
import { imageUrl } from '../institutions/identifiers.ts'
import type { AwardId } from '../institutions/types.ts'
import { issueUnbound, type FileNeeds, type IssuedFile } from '../issuing/index.ts'
import { fileForms, type FileForm } from './file-forms.ts'
import { fileNameOf } from './file-name.ts'
import type { DrawingTurn } from './take-turns.ts'

export type AwardFileRequest = {
  award: AwardId
  /** The one revision of it that will do; undefined: whichever stands. */
  revision?: number
  form: FileForm
  /** Of what is drawn and of the file's name. The credential itself has both. */
  language: Language
}

export type AwardFileNeeds = FileNeeds & {
  images: Pick<ImageBook, 'find'>
  /** Where whoever holds a certificate can have it checked; undefined: at the institution's own page. */
  checkUrl: string | undefined
  draw: DrawingTurn
}

/** A file, ready to be saved. `name`: ASCII letters, digits, hyphens and one full stop. */
export type AwardFile = { octets: Buffer; mediaType: string; name: string }

/** Pixels along a side of a picture of the institution's own, at most. */
const pictureSide = 1024

/** RFC 7515 #section-9.2.2: a JWS in JSON. */
const sealedMediaType = 'application/jose+json'

/**
 * Makes one file of an award. Asked again it holds the very same credential, of which there is one of each configuration until it is revoked.
 * Throws IssueError as `issueUnbound` does.
 */
export async function makeAwardFile({ award, revision, form, language }: AwardFileRequest, needs: AwardFileNeeds): Promise<AwardFile> {
  const issued = await issueUnbound({ award, configuration: fileForms[form].configuration, ...(revision === undefined ? {} : { revision }) }, needs)
  const name = fileNameOf(issued.achievement.title[language], fileForms[form].ending)
  return { ...await wrap(issued, form, language, needs), name }
}

async function wrap({ credential, achievement, award, issuedAt }: IssuedFile, form: FileForm, language: Language, { institution, images, checkUrl, draw }: AwardFileNeeds): Promise<Omit<AwardFile, 'name'>> {
  const badge = { ...achievement, institution: institution.name }
  // The institution's own image, when it is kept here; that of who lent the achievement is drawn instead.
  const picture = async (): Promise<Uint8Array | undefined> => {
    const prefix = imageUrl(institution.credentialIssuer, '')
    const url = achievement.image?.url
    return url?.startsWith(prefix) === true ? (await images.find(url.slice(prefix.length)))?.octets : undefined
  }
  switch (form) {
    case 'png': {
      const own = await picture()
      return draw(async () => {
        const png = (own === undefined ? undefined : await pictureAsPng(own, pictureSide)) ?? await drawBadgePng(badge, language)
        return { octets: bakePng(png, credential), mediaType: 'image/png' }
      })
    }
    case 'svg': return draw(async () => ({ octets: Buffer.from(bakeSvg(await drawBadgeSvg(badge, language), credential)), mediaType: 'image/svg+xml' }))
    case 'pdf': {
      const own = await picture()
      return draw(async () => ({
        octets: await drawCertificate({
          achievement, learner: award.learner, institution, awardedOn: award.awardedOn,
          ...(award.grade === undefined ? {} : { grade: award.grade }),
          ...(achievement.validForDays === undefined ? {} : { validUntil: lastValidDay(award.awardedOn, achievement.validForDays) }),
        }, { language, credential, checkUrl: checkUrl ?? institution.credentialIssuer, issuedAt, picture: own }),
        mediaType: 'application/pdf',
      }))
    }
    case 'open-badge': case 'open-badge-jwt': return { octets: Buffer.from(credential), mediaType: credentialFile(credential).mediaType }
    case 'elm': return { octets: Buffer.from(credential), mediaType: sealedMediaType }
  }
}
