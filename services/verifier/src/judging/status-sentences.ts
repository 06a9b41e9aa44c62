import { notMade } from './shared-sentences.ts'

/** What the check of the status says to people, for each outcome and code. */
export const statusSentences = {
  passed: { nl: 'Het bewijs is niet ingetrokken.', en: 'The credential has not been revoked.' },
  passedBecause: {
    status_none: {
      nl: 'Deze uitgever kan dit bewijs niet intrekken. Er is dus niets na te gaan.',
      en: 'This issuer has no way to revoke this credential, so there is nothing to check.',
    },
  },
  failed: {
    revoked: { nl: 'Het bewijs is ingetrokken.', en: 'The credential has been revoked.' },
    suspended: {
      nl: 'Het bewijs is tijdelijk ongeldig gemaakt.',
      en: 'The credential has been suspended.',
    },
    status_other: {
      nl: 'De uitgever zegt dat het bewijs nu niet gewoon geldig is.',
      en: 'The issuer says that the credential is not simply valid at present.',
    },
    status_missing: {
      nl: 'In het bewijs staat niet waar wij kunnen nagaan of het is ingetrokken.',
      en: 'The credential does not say where to check whether it was revoked.',
    },
    status_malformed: {
      nl: 'Wat in het bewijs staat over intrekking, klopt niet.',
      en: 'What the credential says about revocation is not correct.',
    },
    status_index_out_of_range: {
      nl: 'Het bewijs staat niet op de lijst met ingetrokken bewijzen waar het naar wijst.',
      en: 'The credential has no place on the status list it points to.',
    },
    status_list_not_genuine: {
      nl: 'De lijst met ingetrokken bewijzen is niet van deze uitgever.',
      en: 'The status list is not from this issuer.',
    },
    status_list_unfit: {
      nl: 'De lijst waar het bewijs naar wijst, is er niet geschikt voor.',
      en: 'The status list that the credential points to is not fit for it.',
    },
    status_list_expired: {
      nl: 'De lijst met ingetrokken bewijzen is verlopen.',
      en: 'The status list has expired.',
    },
  },
  unknown: {
    ...notMade,
    status_unreachable: {
      nl: 'Wij konden niet nagaan of het bewijs is ingetrokken. De lijst is niet bereikbaar.',
      en: 'Whether the credential was revoked could not be checked. The status list is out of reach.',
    },
    status_list_unreadable: {
      nl: 'Wij konden niet nagaan of het bewijs is ingetrokken. De lijst is niet te lezen.',
      en: 'Whether the credential was revoked could not be checked. The status list cannot be read.',
    },
    status_list_key_unavailable: {
      nl: 'Wij konden niet nagaan of de lijst met ingetrokken bewijzen echt is.',
      en: 'Whether the status list is genuine could not be checked.',
    },
    status_may_be_hidden: {
      nl: 'Wij konden niet nagaan of het bewijs is ingetrokken. Een deel ervan wordt niet getoond.',
      en: 'Whether the credential was revoked could not be checked. A part of it is not shown.',
    },
    status_method_unknown: {
      nl: 'Wij kennen de manier niet waarop deze uitgever bewijzen intrekt.',
      en: 'The way in which this issuer revokes credentials is not known here.',
    },
  },
} as const
