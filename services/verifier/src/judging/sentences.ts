import { notMade, notUnderstood } from './shared-sentences.ts'
import { statusSentences } from './status-sentences.ts'
import type { CheckName, LocalizedText } from './types.ts'

type Wording = {
  readonly passed: LocalizedText
  /** When it passed in another way than usual */
  readonly passedBecause?: Readonly<Record<string, LocalizedText>>
  readonly failed: Readonly<Record<string, LocalizedText>>
  readonly unknown: Readonly<Record<string, LocalizedText>>
}

/**
 * What each check says to people, for each outcome and code. The codes of a check are the keys below: a code
 * that is not here cannot be given, and a check that is not here does not compile.
 */
export const sentences = {
  presentation_complete: {
    passed: {
      nl: 'De wallet heeft precies gestuurd wat is gevraagd.',
      en: 'The wallet sent exactly the credentials that were asked for.',
    },
    failed: {
      nothing_presented: { nl: 'De wallet heeft geen bewijs gestuurd.', en: 'The wallet sent no credential.' },
      presentation_missing: {
        nl: 'Een gevraagd bewijs ontbreekt.',
        en: 'A credential that was asked for is missing.',
      },
      presentation_not_asked: {
        nl: 'De wallet heeft een bewijs gestuurd waar niet om is gevraagd.',
        en: 'The wallet sent a credential that was not asked for.',
      },
      presentation_repeated: {
        nl: 'De wallet heeft meer bewijzen gestuurd dan is gevraagd.',
        en: 'The wallet sent more credentials than were asked for.',
      },
    },
    unknown: notMade,
  },
  format: {
    passed: { nl: 'Het bewijs heeft de goede vorm.', en: 'The credential is well formed.' },
    failed: {
      format_unreadable: {
        nl: 'Dit is geen bewijs dat wij kunnen lezen.',
        en: 'This is not a credential that can be read.',
      },
      format_wrong_kind: {
        nl: 'Dit is een ander soort bewijs dan is gevraagd.',
        en: 'This is another kind of credential than was asked for.',
      },
      claim_missing: {
        nl: 'In het bewijs ontbreekt iets dat er altijd in hoort, zoals de uitgever of het soort bewijs.',
        en: 'Something that must always be in a credential is missing, such as its issuer or its type.',
      },
      format_not_one_credential: {
        nl: 'Er zit geen bewijs in wat is gestuurd, of er zitten er meer in dan een.',
        en: 'What was sent holds no credential, or more than one.',
      },
      format_not_signed: {
        nl: 'Het bewijs is niet ondertekend. Iedereen kan het gemaakt hebben.',
        en: 'The credential is not signed. Anybody could have made it.',
      },
      ...notUnderstood,
    },
    unknown: notMade,
  },
  issuer_recognised: {
    passed: {
      nl: 'De uitgever mag dit soort bewijs uitgeven.',
      en: 'The issuer is recognised for this type of credential.',
    },
    failed: {
      issuer_not_recognised: {
        nl: 'De uitgever is niet erkend voor dit soort bewijs.',
        en: 'The issuer is not recognised for this type of credential.',
      },
    },
    unknown: {
      ...notMade,
      registry_unavailable: {
        nl: 'Wij konden niet nagaan of de uitgever is erkend. De lijst met uitgevers is niet bereikbaar.',
        en: 'Whether the issuer is recognised could not be checked. The register of issuers is out of reach.',
      },
    },
  },
  issuer_key: {
    passed: {
      nl: 'De sleutel waarmee is getekend, is van de uitgever.',
      en: 'The signing key belongs to the issuer.',
    },
    failed: {
      key_reference_missing: {
        nl: 'Het bewijs zegt niet met welke sleutel van de uitgever het is getekend.',
        en: 'The credential does not say which key of the issuer signed it.',
      },
      key_of_another: {
        nl: 'Het bewijs wijst naar een sleutel van een ander dan de uitgever.',
        en: 'The credential points to a key of someone other than the issuer.',
      },
      key_not_found: {
        nl: 'De uitgever heeft deze sleutel niet (meer) om bewijzen mee te tekenen.',
        en: 'The issuer does not, or no longer, use this key to sign credentials.',
      },
      key_other_kind: {
        nl: 'De sleutel van de uitgever past niet bij deze soort handtekening.',
        en: 'The key of the issuer does not fit this kind of signature.',
      },
      issuer_keys_invalid: {
        nl: 'De lijst met sleutels die de uitgever bekendmaakt, klopt niet.',
        en: 'The list of keys that the issuer publishes is not correct.',
      },
      did_document_invalid: {
        nl: 'De sleutels die de uitgever bekendmaakt, kloppen niet.',
        en: 'What the issuer publishes about its keys is not correct.',
      },
      certificate_invalid: {
        nl: 'Het certificaat van de uitgever klopt niet of is verlopen.',
        en: 'The certificate of the issuer is not valid or has expired.',
      },
      certificate_not_trusted: {
        nl: 'Het certificaat komt niet van een partij die voor deze uitgever is erkend.',
        en: 'The certificate does not come from an authority recognised for this issuer.',
      },
      certificate_of_another: {
        nl: 'Het certificaat is van een ander dan de uitgever.',
        en: 'The certificate belongs to someone other than the issuer.',
      },
    },
    unknown: {
      ...notMade,
      issuer_unreachable: {
        nl: 'Wij konden de sleutel van de uitgever niet ophalen. Probeer het later opnieuw.',
        en: 'The key of the issuer could not be fetched. Try again later.',
      },
    },
  },
  issuer_signature: {
    passed: {
      nl: 'De handtekening klopt. Er is niets aan het bewijs veranderd.',
      en: 'The signature is correct. Nothing in the credential was changed.',
    },
    failed: {
      signature_invalid: {
        nl: 'De handtekening klopt niet. Het bewijs is vals of veranderd.',
        en: 'The signature is not correct. The credential is false or was changed.',
      },
      disclosures_invalid: {
        nl: 'De getoonde gegevens passen niet bij het bewijs dat is ondertekend.',
        en: 'The data shown do not fit the credential that was signed.',
      },
      presented_to_another: {
        nl: 'Dit is een antwoord uit een wallet dat voor iemand anders is gemaakt.',
        en: 'This is an answer from a wallet that was made for someone else.',
      },
      wrong_kind: {
        nl: 'De handtekening hoort bij een ander soort document dan een bewijs.',
        en: 'The signature belongs to another kind of document than a credential.',
      },
      ...notUnderstood,
    },
    unknown: notMade,
  },
  validity_period: {
    passed: { nl: 'Het bewijs is geldig op dit moment.', en: 'The credential is within its period of validity.' },
    failed: {
      expired: { nl: 'Het bewijs is verlopen.', en: 'The credential has expired.' },
      not_yet_valid: { nl: 'Het bewijs is nog niet geldig.', en: 'The credential is not valid yet.' },
      claims_malformed: {
        nl: 'Wat er in het bewijs staat over geldigheid of uitgever, klopt niet.',
        en: 'What the credential says about its validity or its issuer is not correct.',
      },
    },
    unknown: notMade,
  },
  holder_binding: {
    passed: {
      nl: 'Het bewijs is getoond vanuit de wallet waarvoor het is uitgegeven, voor deze vraag.',
      en: 'The credential was shown from the wallet it was issued to, for this request.',
    },
    failed: {
      holder_binding_missing: {
        nl: 'Niet is aangetoond dat het bewijs van de persoon is die het toont.',
        en: 'It was not shown that the credential belongs to the person who presents it.',
      },
      holder_binding_invalid: {
        nl: 'Het bewijs is niet getoond vanuit de wallet waarvoor het is uitgegeven.',
        en: 'The credential was not shown from the wallet it was issued to.',
      },
      holder_binding_other_request: {
        nl: 'Dit antwoord hoort bij een andere vraag.',
        en: 'This answer belongs to another request.',
      },
      holder_binding_other_verifier: {
        nl: 'Dit antwoord was voor een andere ontvanger bedoeld.',
        en: 'This answer was meant for another recipient.',
      },
      holder_binding_stale: {
        nl: 'Dit antwoord is niet op dit moment gemaakt.',
        en: 'This answer was not made at this moment.',
      },
      holder_key_not_found: {
        nl: 'De sleutel waarmee is getoond, hoort niet bij de houder die wordt genoemd.',
        en: 'The key it was shown with does not belong to the holder that is named.',
      },
      holder_is_another: {
        nl: 'Het bewijs is van iemand anders dan degene die het toont.',
        en: 'The credential belongs to someone other than who presents it.',
      },
    },
    unknown: {
      ...notMade,
      holder_unreachable: {
        nl: 'Wij konden de sleutel van degene die het bewijs toont niet ophalen. Probeer het later opnieuw.',
        en: 'The key of who presents the credential could not be fetched. Try again later.',
      },
    },
  },
  answers_question: {
    passed: { nl: 'Het bewijs geeft antwoord op de vraag.', en: 'The credential answers the question.' },
    failed: {
      answer_other_type: {
        nl: 'Dit is een ander soort bewijs dan is gevraagd.',
        en: 'This is another type of credential than was asked for.',
      },
      answer_incomplete: {
        nl: 'Niet alle gevraagde gegevens zijn getoond.',
        en: 'Not all the data that were asked for were shown.',
      },
      answer_has_more: {
        nl: 'Er zijn gegevens getoond waar niet om is gevraagd.',
        en: 'Data were shown that were not asked for.',
      },
      answer_does_not_fit: {
        nl: 'Het antwoord past niet bij de vraag.',
        en: 'The answer does not fit the question.',
      },
    },
    unknown: notMade,
  },
  status: statusSentences,
} as const satisfies Record<CheckName, Wording>

/** The codes a check may give with an outcome. */
export type CheckCode<Name extends CheckName, Outcome extends 'passedBecause' | 'failed' | 'unknown'> = Name extends CheckName
  ? (typeof sentences)[Name] extends { readonly [Key in Outcome]: infer Wordings } ? keyof Wordings & string : never
  : never
