import type { CheckName, LocalizedText } from './types.ts'

type Wording = {
  readonly passed: LocalizedText
  readonly failed: Readonly<Record<string, LocalizedText>>
  readonly unknown: Readonly<Record<string, LocalizedText>>
}

/** Two reasons that every check shares: it was not its turn, or it broke down on our side. */
const notMade = {
  not_reached: {
    nl: 'Dit is niet bekeken, omdat een eerdere controle niet goed ging.',
    en: 'This was not looked at, because an earlier check did not pass.',
  },
  check_broke_down: {
    nl: 'Deze controle lukte niet door een fout bij ons.',
    en: 'This check could not be made because of a fault on our side.',
  },
} as const

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
    },
    unknown: notMade,
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
  status: {
    passed: { nl: 'Het bewijs is niet ingetrokken.', en: 'The credential has not been revoked.' },
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
      status_method_unknown: {
        nl: 'Wij kennen de manier niet waarop deze uitgever bewijzen intrekt.',
        en: 'The way in which this issuer revokes credentials is not known here.',
      },
    },
  },
} as const satisfies Record<CheckName, Wording>

/** The codes a check may give with an outcome. */
export type CheckCode<Name extends CheckName, Outcome extends 'failed' | 'unknown'> = Name extends CheckName
  ? keyof (typeof sentences)[Name][Outcome] & string
  : never
