/** The fields of an achievement that say how it is assessed and assured, how long it stands, and where to read more. */
import type { LocalizedText } from '../text/localized-text.ts'
import type { FieldGuides } from './field-guide.ts'

const text = (nl: string, en: string): LocalizedText => ({ nl, en })

export const qualityFields: FieldGuides = {
  '/assessmentTypes': {
    name: text('de toetsvorm', 'the type of assessment'),
    meaning: text('Hoe is getoetst of de deelnemer het kan.', 'How it was assessed that the learner can do it.'),
    fill: text('Kies ten minste één toetsvorm, bijvoorbeeld tentamen of portfolio.', 'Choose at least one type of assessment, for example a written exam or a portfolio.'),
    source: 'edubadges assessment_type',
  },
  '/participation': {
    name: text('de vorm van deelname', 'the form of participation'),
    meaning: text('Hoe de deelnemer meedoet: online, op locatie, of anders.', 'How the learner takes part: online, on site, or in another way.'),
    fill: text('Kies ten minste één vorm: bijvoorbeeld online, op locatie of werkervaring.', 'Choose at least one form: for example online, on site or work experience.'),
    source: 'edubadges participation; OOAPI v5 modeOfDelivery',
  },
  '/qualityAssurance': {
    name: text('de kwaliteitsborging', 'the quality assurance'),
    meaning: text('Wie of wat bewaakt dat de opleiding goed is.', 'Who or what watches over the quality of the education.'),
    fill: text('Noem het kwaliteitskader waar de opleiding onder valt, in het Nederlands en in het Engels.', 'Name the quality framework the education falls under, in Dutch and in English.'),
    source: 'edubadges quality_assurance_*; EUDI types_of_quality_assurance',
  },
  '/qualityAssurance/name': {
    name: text('de naam van de kwaliteitsborging', 'the name of the quality assurance'),
    meaning: text('De naam van het kwaliteitskader of de keurende organisatie.', 'The name of the quality framework or of the organisation that assures.'),
    fill: text('Noem het kwaliteitskader in het Nederlands en in het Engels.', 'Name the quality framework in Dutch and in English.'),
    source: 'edubadges quality_assurance_name',
  },
  '/qualityAssurance/description': {
    name: text('de uitleg over de kwaliteitsborging', 'the explanation of the quality assurance'),
    meaning: text('Hoe de kwaliteit wordt bewaakt.', 'How the quality is watched over.'),
    fill: text('Leg het in een paar zinnen uit, in het Nederlands en in het Engels.', 'Explain it in a few sentences, in Dutch and in English.'),
    source: 'edubadges quality_assurance_description',
  },
  '/qualityAssurance/url': {
    name: text('het webadres van de kwaliteitsborging', 'the web address of the quality assurance'),
    meaning: text('Waar het kwaliteitskader te lezen is.', 'Where the quality framework can be read.'),
    fill: text('Geef een adres dat begint met https://.', 'Give an address that starts with https://.'),
    source: 'edubadges quality_assurance_url',
  },
  '/supervision': {
    name: text('het toezicht bij de toets', 'the supervision during assessment'),
    meaning: text('Of er bij de toets toezicht was, en of iemand heeft gecontroleerd wie de toets maakte.', 'Whether the assessment was supervised, and whether it was checked who took it.'),
    fill: text('Zeg of er toezicht was en of de identiteit is gecontroleerd.', 'Say whether there was supervision and whether the identity was checked.'),
    source: 'edubadges assessment_supervised, assessment_id_verified',
  },
  '/supervision/supervised': {
    name: text('of er toezicht was', 'whether it was supervised'),
    meaning: text('Waar als iemand toezicht hield tijdens de toets.', 'True when someone watched during the assessment.'),
    fill: text('Stuur true of false.', 'Send true or false.'),
    source: 'edubadges assessment_supervised',
  },
  '/supervision/identityVerified': {
    name: text('of de identiteit is gecontroleerd', 'whether the identity was checked'),
    meaning: text('Waar als bij de toets is gecontroleerd wie de deelnemer is.', 'True when it was checked at the assessment who the learner is.'),
    fill: text('Stuur true of false.', 'Send true or false.'),
    source: 'edubadges assessment_id_verified',
  },
  '/supervision/place': {
    name: text('de plaats van de toets', 'the place of the assessment'),
    meaning: text('Of de toets online of op locatie was.', 'Whether the assessment was online or on site.'),
    fill: text('Kies: online of onsite.', 'Choose: online or onsite.'),
  },
  '/alignments': {
    name: text('de verwijzingen', 'the alignments'),
    meaning: text('Waar het nog meer bij aansluit, zoals een beroepsnorm of een vaardighedenlijst.', 'What else it relates to, such as a professional standard or a list of skills.'),
    fill: text('Noem ten minste één verwijzing of laat de lijst weg.', 'Name at least one alignment or leave the list out.'),
    source: 'edubadges alignments; Open Badges 3.0 alignment',
  },
  '/alignments/*/name': {
    name: text('de naam van deze verwijzing', 'the name of this alignment'),
    meaning: text('Hoe het heet waarnaar u verwijst.', 'What you refer to is called.'),
    fill: text('Vul de naam in zoals die in dat kader staat.', 'Give the name as it stands in that framework.'),
    source: 'edubadges target_name; Open Badges 3.0 targetName',
  },
  '/alignments/*/framework': {
    name: text('het kader van deze verwijzing', 'the framework of this alignment'),
    meaning: text('De lijst of norm waar het in staat.', 'The list or standard that it is part of.'),
    fill: text('Vul de naam van het kader in, bijvoorbeeld "ESCO".', 'Give the name of the framework, for example "ESCO".'),
    source: 'edubadges target_framework; Open Badges 3.0 targetFramework',
  },
  '/alignments/*/code': {
    name: text('de code van deze verwijzing', 'the code of this alignment'),
    meaning: text('De code in dat kader.', 'The code in that framework.'),
    fill: text('Neem de code over uit het kader.', 'Copy the code from the framework.'),
    source: 'edubadges target_code; Open Badges 3.0 targetCode',
  },
  '/alignments/*/url': {
    name: text('het webadres van deze verwijzing', 'the web address of this alignment'),
    meaning: text('Waar het te vinden is. Zonder adres kan een Open Badge de verwijzing niet meenemen.', 'Where it can be found. Without an address an Open Badge cannot carry the alignment.'),
    fill: text('Geef een adres dat begint met https://.', 'Give an address that starts with https://.'),
    source: 'edubadges target_url; Open Badges 3.0 targetUrl',
  },
  '/gradeScale': {
    name: text('de schaal van het cijfer', 'the scale of the grade'),
    meaning: text('Tussen welke waarden een cijfer ligt, en vanaf welke het voldoende is.', 'Between which values a grade lies, and from which one it is a pass.'),
    fill: text('Geef de laagste en de hoogste waarde, bijvoorbeeld "1" en "10".', 'Give the lowest and the highest value, for example "1" and "10".'),
    source: 'Open Badges 3.0 resultDescription',
  },
  '/gradeScale/minimum': {
    name: text('het laagste cijfer', 'the lowest grade'),
    meaning: text('De laagste waarde van de schaal.', 'The lowest value of the scale.'),
    fill: text('Vul een getal in als tekst, bijvoorbeeld "1".', 'Give a number as text, for example "1".'),
    source: 'Open Badges 3.0 valueMin',
  },
  '/gradeScale/maximum': {
    name: text('het hoogste cijfer', 'the highest grade'),
    meaning: text('De hoogste waarde van de schaal.', 'The highest value of the scale.'),
    fill: text('Vul een getal in als tekst, bijvoorbeeld "10".', 'Give a number as text, for example "10".'),
    source: 'Open Badges 3.0 valueMax',
  },
  '/gradeScale/required': {
    name: text('het laagste voldoende cijfer', 'the pass mark'),
    meaning: text('Vanaf dit cijfer is het een voldoende.', 'From this grade on it is a pass.'),
    fill: text('Vul een getal in als tekst, bijvoorbeeld "5.5".', 'Give a number as text, for example "5.5".'),
    source: 'Open Badges 3.0 requiredValue',
  },
  '/formal': {
    name: text('of het formeel onderwijs is', 'whether it is formal education'),
    meaning: text('Waar als het hoort bij een erkende opleiding.', 'True when it is part of a recognised qualification.'),
    fill: text('Stuur true of false. Laat het weg als u het niet weet.', 'Send true or false. Leave it out when you do not know.'),
    source: 'edubadges formal',
  },
  '/validForDays': {
    name: text('hoeveel dagen het geldig is', 'how many days it is valid'),
    meaning: text('Het aantal dagen na de toekenning. Zonder dit veld blijft het altijd geldig.', 'The number of days after awarding. Without this field it stays valid for ever.'),
    fill: text('Vul een heel getal in van ten minste 1, of laat het weg.', 'Give a whole number of at least 1, or leave it out.'),
    source: 'edubadges expiration_period',
  },
  '/awardableUntil': {
    name: text('de laatste dag van toekennen', 'the last day of awarding'),
    meaning: text('Resultaten van na deze dag leveren dit bewijs niet meer op.', 'Results of after this day no longer earn this.'),
    fill: text('Vul de datum in als jjjj-mm-dd, of laat het weg.', 'Give the date as YYYY-MM-DD, or leave it out.'),
  },
  '/image': {
    name: text('de afbeelding', 'the image'),
    meaning: text('Een plaatje dat bij het bewijs wordt getoond.', 'A picture that is shown with the credential.'),
    fill: text('Geef het webadres van de afbeelding, of laat het weg.', 'Give the web address of the image, or leave it out.'),
    source: 'edubadges image; Open Badges 3.0 image',
  },
  '/image/url': {
    name: text('het webadres van de afbeelding', 'the web address of the image'),
    meaning: text('Waar de afbeelding staat.', 'Where the image is found.'),
    fill: text('Geef een adres dat begint met https://.', 'Give an address that starts with https://.'),
    source: 'Open Badges 3.0 image.id',
  },
  '/furtherInformation': {
    name: text('de overige informatie', 'the further information'),
    meaning: text('Wat een lezer nog meer moet weten.', 'What else a reader should know.'),
    fill: text('Schrijf een tekst, geef een webadres, of laat het weg.', 'Write a text, give a web address, or leave it out.'),
    source: 'Council Recommendation 2022/C 243/02, Annex I, optional elements',
  },
  '/furtherInformation/text': {
    name: text('de tekst met overige informatie', 'the text with further information'),
    meaning: text('De overige informatie in woorden.', 'The further information in words.'),
    fill: text('Schrijf de tekst in het Nederlands en in het Engels.', 'Write the text in Dutch and in English.'),
  },
  '/furtherInformation/url': {
    name: text('het webadres met overige informatie', 'the web address with further information'),
    meaning: text('Waar meer te lezen is.', 'Where there is more to read.'),
    fill: text('Geef een adres dat begint met https://.', 'Give an address that starts with https://.'),
  },
}
