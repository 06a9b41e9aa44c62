/**
 * Result messages as an exam system sends them to a student administration: OOAPI v5 with the OKE profile
 * (NetwerkExamineringDigitalisering/NED-OOAPI, flow 2 and flow 5). Same members, same order; the people are invented.
 */

/** A learner as an exam system knows one. */
export type OkeLearner = { studentNumber: string; givenName: string; surnamePrefix?: string; surname: string; nationalIdentityNumber?: string }

/** What flow 2.2.B sends with `PUT /associations/{associationId}`: this person takes part in this offering. */
export function okeAssociation({ associationId, offering, learner }: { associationId: string; offering: string; learner: OkeLearner }): Record<string, unknown> {
  return {
    associationId,
    associationType: 'componentOfferingAssociation',
    role: 'student',
    state: 'associated',
    consumers: [{ consumerKey: 'nl-test-admin', extraTimeInMin: 30, personalNeeds: ['extraTime', 'spoken', 'spell-checker-on-screen'] }],
    person: {
      personId: `111-2222-33-4444-${learner.studentNumber}`,
      primaryCode: { codeType: 'studentNumber', code: learner.studentNumber },
      givenName: learner.givenName,
      preferredName: learner.givenName,
      ...(learner.surnamePrefix === undefined ? {} : { surnamePrefix: learner.surnamePrefix }),
      surname: learner.surname,
      displayName: [learner.givenName, learner.surnamePrefix, learner.surname].filter(Boolean).join(' '),
      activeEnrollment: true,
      affiliations: ['student'],
      mail: `s${learner.studentNumber}@student.hogeschool.example`,
      languageOfChoice: ['nl-NL'],
      otherCodes: [
        { codeType: 'accountId', code: `s${learner.studentNumber}@student.hogeschool.example` },
        { codeType: 'eckid', code: 'https://hogeschool.example/8078d3...28bc85' },
        ...(learner.nationalIdentityNumber === undefined ? [] : [{ codeType: 'nationalIdentityNumber', code: learner.nationalIdentityNumber }]),
      ],
    },
    offering,
  }
}

/** What flow 5.1 sends with `PATCH /associations/{associationId}` (application/merge-patch+json): the result. */
export function okeResultPatch({ pass = 'passed', final = true, score = '9', resultDate }: { pass?: 'passed' | 'failed' | 'unknown'; final?: boolean; score?: string; resultDate: string }): Record<string, unknown> {
  return {
    consumers: [{ consumerKey: 'nl-test-admin', orgAssociationId: '5a52f86b-edcd-4f7f-9ea9-c8617f6043b6', attempt: 2 }],
    result: {
      state: 'completed',
      pass,
      comment: 'string',
      score,
      resultDate,
      consumers: [{
        consumerKey: 'nl-test-admin',
        attendance: 'present',
        assessorId: '05035972-0619-4d0b-8a09-7bdb6eee5e6d',
        assessorCode: 'JAJE',
        irregularities: 'Geen.',
        final,
        rawScore: 65,
        maxRawScore: 75,
        testDate: resultDate,
        documents: [{ documentId: '123454', documentType: 'assessmentForm', documentName: 'Assessment form.pdf' }],
      }],
    },
  }
}
