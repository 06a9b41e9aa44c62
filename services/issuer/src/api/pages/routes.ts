import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { admitAtMost, languageOf, page, problem, wrongGuess, type Shell } from '@eduwallet/service-shell'
import { ClaimError, judgeOffer, unlockOffer, type OfferBehindLink } from '../../claiming/index.ts'
import { configurationOf } from '../../configurations/index.ts'
import { fileForms, isFileForm, makeAwardFile, type AwardFileNeeds, type FileForm } from '../../downloading/index.ts'
import { canBeSealed, IssueError } from '../../issuing/index.ts'
import { hashOfferSecret, looksLikeOfferSecret } from '../../offering/offer-secret.ts'
import { composeOffer } from '../openid4vci/credential-offer.ts'
import { describeIssuer } from '../openid4vci/issuer-metadata.ts'
import { sendFile } from '../send-file.ts'
import { actOf, resolveInstitution, visitOf, type Institutions } from '../visit.ts'
import { goneView, openView } from './claim-view.ts'
import { claimWords } from './claim-words.ts'
import type { DownloadFault } from './download-view.ts'
import { downloadWords } from './download-words.ts'
import { readDownload } from './read-download.ts'

/** What the claim page is given. */
export type ClaimPageNeeds = Institutions & Pick<AwardFileNeeds, 'publicUrl' | 'mechanisms' | 'statusListSize' | 'checkUrl' | 'draw' | 'randomBytes' | 'newId'> & {
  secrets: { transactionCode: Uint8Array }
  now: () => Date
}

/** Downloads that are made at once in one process; each waits for its turn to draw. */
const MOST_AT_ONCE = 16
/** What people choose from, the likeliest first. */
const shownForms: readonly FileForm[] = ['pdf', 'png', 'svg', 'open-badge', 'open-badge-jwt', 'elm']

type Claimed = { Params: { secret: string } }

/**
 * GET /{slug}/claim/{secret}: the page that a learner's link opens. Opening it, however often and by whomever, changes
 * nothing: mail scanners and chat previews may look. Nothing of it is stored by caches, and no address of it goes out.
 *
 * POST …/files: the award as a file, for who has what a wallet would need, for as long as a wallet could claim. The offer stays as it is.
 */
export function registerClaimPages(app: Shell, needs: ClaimPageNeeds): void {
  const admit = admitAtMost(MOST_AT_ONCE)
  void app.register(async (scope: FastifyInstance) => {
    resolveInstitution(scope, needs)
    scope.get<Claimed>('/:slug/claim/:secret', { config: { guesses: 'code' }, schema: { hide: true } }, async (request, reply) => showPage(request, reply, await find(request), needs))
    scope.post<Claimed>('/:slug/claim/:secret/files', { bodyLimit: 16_384, config: { guesses: 'code' }, schema: { hide: true } }, async (request, reply) => {
      const found = await find(request)
      const { form, transactionCode } = readDownload(request.body)
      const standing = judgeOffer(found, needs.now())
      if (standing === 'open' && !isFileForm(form)) return showPage(request, reply, found, needs, { fault: 'unknownForm' })
      if (standing !== 'open' || !isFileForm(form)) return showPage(request, reply, found, needs)
      try {
        return sendFile(headersOf(reply), await admit(() => download(request, { form, transactionCode }, needs)))
      } catch (error) {
        const fault = faultOf(error)
        if (fault === undefined) throw error
        if (error instanceof ClaimError && error.code === 'CLAIM_CODE_INVALID') wrongGuess(request)
        // It may be locked now, or have been withdrawn: the page says so.
        return showPage(request, reply, await find(request), needs, { fault, chosen: form })
      }
    })
  })
}

/** The offer behind the link of a request. Throws 404, counted as a wrong guess, when there is none. */
async function find(request: FastifyRequest<Claimed>): Promise<OfferBehindLink> {
  const { secret } = request.params
  const found = looksLikeOfferSecret(secret) ? await visitOf(request).books.claims.findBySecretHash(hashOfferSecret(secret)) : undefined
  if (found !== undefined) return found
  wrongGuess(request)
  throw problem(404, 'not-found', 'There is nothing at this address')
}

async function download(request: FastifyRequest<Claimed>, { form, transactionCode }: { form: FileForm; transactionCode: string | undefined }, { now, secrets, ...needs }: ClaimPageNeeds) {
  const { institution, books } = visitOf(request)
  const act = { ...actOf(request, now), actor: 'learner' }
  const { awardId: award, revision } = await unlockOffer({ secret: request.params.secret, transactionCode }, { institutionId: institution.id, claims: books.claims, act, transactionCodePepper: secrets.transactionCode })
  return makeAwardFile({ award, revision, form, language: languageOf(request) }, { ...needs, institution, files: books.files, issuance: books.issuance, images: books.images, act })
}

/** What the learner can do about it; undefined for what is no learner's to mend. */
function faultOf(error: unknown): DownloadFault | undefined {
  if (error instanceof ClaimError) return error.code === 'CLAIM_TRANSACTION_CODE_MISSING' ? 'missingCode' : 'wrongCode'
  if (error instanceof IssueError && error.code !== 'ISSUE_NOT_RECORDED') return 'notMade'
  if (error instanceof IssueError) throw problem(503, 'unavailable', 'The service cannot answer right now, please try again', { headers: { 'retry-after': '2' } })
  return undefined
}

function headersOf(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex, nofollow').header('referrer-policy', 'no-referrer')
}

async function showPage(request: FastifyRequest<Claimed>, reply: FastifyReply, found: OfferBehindLink, needs: ClaimPageNeeds, tried: { fault?: DownloadFault; chosen?: FileForm } = {}): Promise<FastifyReply> {
  const { institution } = visitOf(request)
  const { secret } = request.params
  const language = languageOf(request)
  const standing = judgeOffer(found, needs.now())
  const path = `/${institution.slug}/claim/${secret}`
  void headersOf(reply).type('text/html; charset=utf-8').serializer(String)
  if (standing !== 'open') {
    const { title, body } = goneView(standing, { institution, language })
    return reply.code(410).send(page({ language, title, body, path }))
  }
  const links = await composeOffer(describeIssuer(institution, needs), { secret, offer: found.offer, language })
  const forms = shownForms.filter((form) => canBeSealed(configurationOf(fileForms[form].configuration) ?? { mechanism: '' }, institution))
  const downloads = { path: `${path}/files`, forms, codeRequired: found.offer.transactionCodeRequired, ...tried }
  const title = `${tried.fault === undefined ? '' : `${downloadWords[language].wrongTitle}: `}${claimWords[language].open}: ${found.achievement.title[language]}`
  return reply.code(tried.fault === undefined ? 200 : tried.fault === 'notMade' ? 409 : 400).send(page({ language, title, body: await openView(found, links, downloads, { institution, language }), path }))
}
