/** The fields that say what an achievement is and what the learner can do after it; those about its quality are in quality-fields.ts. */
import type { LocalizedText } from '../text/localized-text.ts'
import type { FieldGuides } from './field-guide.ts'

const text = (nl: string, en: string): LocalizedText => ({ nl, en })

export const achievementFields: FieldGuides = {
  '/kind': {
    name: text('het soort edubadge', 'the kind of edubadge'),
    meaning: text('Wat voor bewijs het is. Het soort bepaalt wat er ingevuld moet zijn.', 'What sort of proof it is. The kind decides what must be filled in.'),
    fill: text('Kies: microcredential, regular, extra_curricular, course of programme.', 'Choose: microcredential, regular, extra_curricular, course or programme.'),
    source: 'edubadges badge_class_type; Open Badges 3.0 achievementType',
  },
  '/sector': {
    name: text('de sector', 'the sector'),
    meaning: text('De soort onderwijs. De sector bepaalt in welke eenheid de studielast staat en hoe groot een microcredential mag zijn.', 'The part of education. The sector decides the unit of the workload and how large a microcredential may be.'),
    fill: text('Kies: mbo, hbo of wo.', 'Choose: mbo, hbo or wo.'),
    source: 'edubadges faculty_type',
  },
  '/title': {
    name: text('de titel', 'the title'),
    meaning: text('Hoe het heet. Dit staat bovenaan op het bewijs.', 'What it is called. This stands at the top of the credential.'),
    fill: text('Geef de titel in het Nederlands en in het Engels.', 'Give the title in Dutch and in English.'),
    source: 'edubadges name; Open Badges 3.0 name; OOAPI v5 name; EUDI achievement_title',
  },
  '/description': {
    name: text('de beschrijving', 'the description'),
    meaning: text('Waar het over gaat, in een paar zinnen.', 'What it is about, in a few sentences.'),
    fill: text('Beschrijf in een paar zinnen wat de deelnemer heeft gedaan, in het Nederlands en in het Engels.', 'Describe in a few sentences what the learner did, in Dutch and in English.'),
    source: 'edubadges description; Open Badges 3.0 description; OOAPI v5 description',
  },
  '/criteria': {
    name: text('de criteria', 'the criteria'),
    meaning: text('Wat iemand moet laten zien om het te krijgen.', 'What someone must show to earn it.'),
    fill: text('Schrijf op wat iemand moet laten zien om dit te krijgen, in het Nederlands en in het Engels.', 'Write down what someone must show to earn this, in Dutch and in English.'),
    source: 'edubadges criteria_text; Open Badges 3.0 criteria',
  },
  '/learningOutcomes': {
    name: text('de leeruitkomsten', 'the learning outcomes'),
    meaning: text('Wat de deelnemer daarna weet en kan. Elke leeruitkomst staat apart.', 'What the learner knows and can do afterwards. Each learning outcome stands on its own.'),
    fill: text('Noem ten minste één leeruitkomst: wat kan de deelnemer nu?', 'Name at least one learning outcome: what can the learner do now?'),
    source: 'edubadges LearningOutcomeExtension; OOAPI v5 learningOutcomes; EUDI learning_outcomes',
  },
  '/learningOutcomes/*/text': {
    name: text('deze leeruitkomst', 'this learning outcome'),
    meaning: text('De leeruitkomst in woorden.', 'The learning outcome in words.'),
    fill: text('Schrijf de leeruitkomst in het Nederlands en in het Engels.', 'Write the learning outcome in Dutch and in English.'),
    source: 'edubadges LearningOutcomeExtension; OOAPI v5 learningOutcomes',
  },
  '/learningOutcomes/*/esco': {
    name: text('de ESCO-vaardigheden bij deze leeruitkomst', 'the ESCO skills of this learning outcome'),
    meaning: text('Adressen van vaardigheden in ESCO, de Europese lijst van vaardigheden en beroepen.', 'Addresses of skills in ESCO, the European list of skills and occupations.'),
    fill: text('Neem het adres van de vaardigheid over uit ESCO. Het begint met https://.', 'Copy the address of the skill from ESCO. It starts with https://.'),
    source: 'ESCO; Open Badges 3.0 alignment.targetUrl',
  },
  '/workload': {
    name: text('de studielast', 'the workload'),
    meaning: text('Hoeveel tijd een gemiddelde deelnemer nodig heeft.', 'How much time an average learner needs.'),
    fill: text('Geef aan hoeveel tijd het kost: in EC (hbo en wo) of in SBU (mbo).', 'Say how much time it takes: in ECTS (hbo and wo) or in study load hours, sbu (mbo).'),
    source: 'OOAPI v5 studyLoad',
  },
  '/workload/ects': {
    name: text('de studielast in EC', 'the workload in ECTS'),
    meaning: text('Europese studiepunten, in stappen van een half punt. 1 EC is 28 uur.', 'European credits, in steps of a half. 1 ECTS is 28 hours.'),
    fill: text('Vul het aantal EC in als tekst, bijvoorbeeld "15" of "2.5".', 'Give the number of European credits as text, for example "15" or "2.5".'),
    source: 'edubadges ECTSExtension; Open Badges 3.0 creditsAvailable; OOAPI v5 studyLoad (ects)',
  },
  '/workload/sbu': {
    name: text('de studielast in SBU', 'the workload in study load hours (sbu)'),
    meaning: text('Studiebelastingsuren, de eenheid van het mbo.', 'Study load hours, the unit of vocational education (mbo).'),
    fill: text('Vul het aantal studiebelastingsuren in als tekst, bijvoorbeeld "240".', 'Give the number of study load hours as text, for example "240".'),
    source: 'edubadges StudyLoadExtension; OOAPI v5 studyLoad (sbu)',
  },
  '/workload/hours': {
    name: text('de studielast in uren', 'the workload in hours'),
    meaning: text('Gewone uren, voor hbo en wo naast of in plaats van EC.', 'Clock hours, for hbo and wo beside or instead of ECTS.'),
    fill: text('Vul het aantal uren in als tekst, bijvoorbeeld "84".', 'Give the number of hours as text, for example "84".'),
    source: 'edubadges TimeInvestmentExtension; OOAPI v5 studyLoad (hour)',
  },
  '/level': {
    name: text('het niveau', 'the level'),
    meaning: text('Hoe moeilijk het is, op de schalen van Europa en Nederland.', 'How advanced it is, on the European and Dutch scales.'),
    fill: text('Vul het EQF-niveau in, een getal van 1 tot en met 8.', 'Give the EQF level, a number from 1 to 8.'),
  },
  '/level/eqf': {
    name: text('het EQF-niveau', 'the EQF level'),
    meaning: text('Het niveau in het Europees kwalificatiekader (EQF): van 1 tot en met 8.', 'The level in the European Qualifications Framework (EQF): from 1 to 8.'),
    fill: text('Vul een getal in van 1 tot en met 8.', 'Give a number from 1 to 8.'),
    source: 'edubadges EQFExtension; EUDI level_of_learning_experience',
  },
  '/level/nlqf': {
    name: text('het NLQF-niveau', 'the NLQF level'),
    meaning: text('Het niveau in het Nederlands kwalificatieraamwerk (NLQF). Dat kent ook 4+.', 'The level in the Dutch qualifications framework (NLQF), which also has 4+.'),
    fill: text('Kies een niveau van 1 tot en met 8, of 4+. Schrijf het als tekst.', 'Choose a level from 1 to 8, or 4+. Write it as text.'),
    source: 'OOAPI v5 levelOfQualification',
  },
  '/level/cycle': {
    name: text('de cyclus van het hoger onderwijs', 'the cycle of higher education'),
    meaning: text('Associate degree (short), bachelor (first), master (second) of doctoraat (third).', 'Associate degree (short), bachelor (first), master (second) or doctorate (third).'),
    fill: text('Kies: short, first, second of third.', 'Choose: short, first, second or third.'),
    source: 'Qualifications Framework of the European Higher Education Area',
  },
  '/level/verified': {
    name: text('of het niveau is bevestigd', 'whether the level was validated'),
    meaning: text('Waar als het NCP NLQF het niveau heeft ingeschaald.', 'True when the NLQF partnership validated the level.'),
    fill: text('Stuur true of false. Laat het weg als u het niet weet.', 'Send true or false. Leave it out when you do not know.'),
    source: 'edubadges eqf_nlqf_level_verified',
  },
  '/languages': {
    name: text('de voertaal', 'the language of instruction'),
    meaning: text('De talen waarin les wordt gegeven, als BCP 47-code.', 'The languages of instruction, as BCP 47 tags.'),
    fill: text('Noem ten minste één taal, bijvoorbeeld "nl".', 'Name at least one language, for example "nl".'),
    source: 'edubadges LanguageExtension; OOAPI v5 teachingLanguage',
  },
  '/prerequisites': {
    name: text('wat vooraf nodig is', 'what is needed beforehand'),
    meaning: text('Wat iemand moet hebben of kunnen om mee te doen. Elke eis staat apart.', 'What someone must have or be able to do to take part. Each demand stands on its own.'),
    fill: text('Schrijf elke eis in het Nederlands en in het Engels.', 'Write each demand in Dutch and in English.'),
    source: 'OOAPI v5 admissionRequirements; EUDI prerequisites_to_enroll',
  },
  '/prerequisites/*': {
    name: text('deze eis vooraf', 'this prerequisite'),
    meaning: text('Eén ding dat iemand moet hebben of kunnen.', 'One thing that someone must have or be able to do.'),
    fill: text('Schrijf de eis in het Nederlands en in het Engels.', 'Write the demand in Dutch and in English.'),
  },
  '/stackability': {
    name: text('de stapelbaarheid', 'the stackability'),
    meaning: text('Of het meetelt voor iets groters, zoals een opleiding.', 'Whether it counts towards something larger, such as a programme.'),
    fill: text('Zeg of het meetelt voor een opleiding of een groter certificaat.', 'Say whether it counts towards a programme or a larger certificate.'),
    source: 'edubadges stackable; EUDI integration_stackability_options',
  },
  '/stackability/stackable': {
    name: text('of het stapelbaar is', 'whether it is stackable'),
    meaning: text('Waar als het meetelt voor iets groters.', 'True when it counts towards something larger.'),
    fill: text('Stuur true of false.', 'Send true or false.'),
    source: 'edubadges stackable',
  },
  '/stackability/explanation': {
    name: text('de uitleg over stapelen', 'the explanation of stacking'),
    meaning: text('Waarvoor het meetelt.', 'What it counts towards.'),
    fill: text('Schrijf waarvoor het meetelt, in het Nederlands en in het Engels.', 'Write what it counts towards, in Dutch and in English.'),
    source: 'EUDI integration_stackability_options',
  },
  '/programmeIdentifiers': {
    name: text('de opleidingscode', 'the programme identifier'),
    meaning: text('De opleiding waar het bij hoort, zoals registers die kennen.', 'The programme it belongs to, as registers know it.'),
    fill: text('Geef de code van de opleiding, bij voorkeur uit RIO.', 'Give the code of the programme, preferably from RIO.'),
    source: 'edubadges EducationProgramIdentifierExtension; Open Badges 3.0 otherIdentifier',
  },
  '/programmeIdentifiers/*/scheme': {
    name: text('het register van de opleidingscode', 'the register of the programme identifier'),
    meaning: text('Welk register de code heeft gegeven: RIO, CREBO (mbo) of CROHO (hbo en wo).', 'Which register gave the code: RIO, CREBO (mbo) or CROHO (hbo and wo).'),
    fill: text('Kies: rio, crebo of croho.', 'Choose: rio, crebo or croho.'),
  },
  '/programmeIdentifiers/*/code': {
    name: text('de code in het register', 'the code in the register'),
    meaning: text('De code van de opleiding in dat register.', 'The code of the programme in that register.'),
    fill: text('Neem de code over uit het register, zonder spaties.', 'Copy the code from the register, without spaces.'),
    source: 'edubadges EducationProgramIdentifierExtension',
  },
  '/fieldsOfStudy': {
    name: text('het vakgebied', 'the field of study'),
    meaning: text('Codes van ISCED-F 2013: twee, drie of vier cijfers.', 'Codes of ISCED-F 2013: two, three or four digits.'),
    fill: text('Geef de code van twee tot vier cijfers, bijvoorbeeld "0913".', 'Give the code of two to four digits, for example "0913".'),
    source: 'OOAPI v5 fieldsOfStudy; ISCED-F 2013',
  },
}
