"""Word lists of news English, by which rules find speakers, titles and words of speech.

The lists name word classes, not people: a speaker's name is always taken from the article itself.
"""

from typing import Final


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as a text."""
    return frozenset(text.split())


# Words that stand before a name and are no part of it, in lower case.
TITLES: Final = words(
    """mr mrs ms miss dr sir dame lord lady baroness prof professor rev reverend fr father sister brother bishop archbishop cardinal pope
    rabbi imam sheikh ayatollah judge justice magistrate president vice-president premier chancellor minister secretary senator sen
    senators sens representative representatives rep reps congressman congresswoman governor gov lt lieutenant mayor councillor
    councilman councilwoman councilor alderman delegate speaker leader whip chairman chairwoman chair chairperson ambassador envoy
    commissioner attorney attorneys lawyer lawyers solicitor barrister prosecutor sheriff chief officer detective sergeant sgt captain
    capt major maj colonel col general gen admiral adm commander cmdr corporal private king queen prince princess duke duchess emperor
    sultan emir ceo cfo coo founder co-founder director spokesman spokeswoman spokesperson analyst editor reporter journalist
    correspondent author actor actress singer coach star candidate nominee counsel counselor adviser advisor aide strategist mp mep
    mla msp deputy prime vice former ex-president acting interim attorney-general superintendent inspector constable comrade mx marshal air
    vice-admiral democrat republican gop
    president-elect vice-president-elect manager dem pm rapper vice-chair vice-chairman chief-of-staff"""
)

# Abbreviations whose full stop ends no sentence.
ABBREVIATED: Final = words("mr mrs ms dr sen sens rep reps gov govs lt gen col sgt capt maj adm cmdr prof rev st jr sr hon pres")

# Titles that everybody has: they tell nobody apart from a namesake.
PLAIN_TITLES: Final = words("mr mrs ms miss mx")

# Titles without which nobody would know the name ("Prince Harry").
KEPT_TITLES: Final = words("king queen prince princess pope lady duke duchess emperor sultan brother sister father star")

# What follows "of" in the title of a minister.
PORTFOLIOS: Final = words(
    """state defense defence homeland security health human services and the treasury education labor labour commerce energy
    agriculture transportation transport interior justice veterans affairs housing urban development foreign finance information
    staff police operations communications national intelligence public central war trade industry culture home budget management united
    nations un eu european union eu nato"""
)

PARTICLES: Final = words(
    "de da do dos das del della di du van von der den ter ten la le el al bin ibn ben abu bint y e zu zur af av san st"
)

SUFFIXES: Final = words("jr jr. sr sr. ii iii iv phd md")

# Capitalised heads that take "of", "for", "on" or "and" into the name of a body.
BODY_HEADS: Final = words(
    """academy administration agency alliance assembly association authority bank board branch bureau center centre chamber church
    circuit city civil club coalition college commission committee confederation conference congress constitution corps council
    court daughters department district division embassy faculty federation foundation friends front fund government group guild
    high house inspector institute institution international joint judge knights league library mayor ministry mission mothers
    movement museum national office order organisation organization parliament party people police port prosecutor public registry
    secretariat school senate service services society sons southern state states supreme union university society of voice women matters
    citizens americans doctors reporters students parents workers observatory directorate ombudsman centers organisation"""
)

# Common nouns that can speak: people by their part in the story, bodies, and documents, in the singular or as they mostly stand.
PEOPLE: Final = words(
    """official prosecutor spokesperson spokesman spokeswoman lawmaker lawyer attorney critic leader user investigator expert supporter
    person woman man aide employee agent insider officer advocate candidate activist staffer executive senator witness resident analyst
    checker fact-checker whistleblower whistle-blower adviser advisor researcher voter member protester customer plaintiff reporter
    manager defender opponent ally representative player victim claimant fighter owner worker commentator judge diplomat sponsor
    minister journalist parent contributor challenger sympathiser sympathizer strategist leader student observer scientist accuser
    auditor friend poster fan liberal conservative employer commissioner hawk rebel operative colleague historian blogger skeptic
    sceptic relative congressman congresswoman commenter theorist signatory follower backer producer demonstrator complainant economist
    ex-wife ex-husband ex-girlfriend ex-boyfriend wife husband mother father daughter son brother sister girlfriend boyfriend partner
    fiance widow uncle aunt cousin doctor politician ambassador envoy deputy secretary patron hostage jihadist militant terrorist
    confidant classmate speaker editor contender author writer moderator elder watchdog publicist suspect defendant accused someone
    somebody negotiator watcher refugee migrant strategist trustee artist engineer professional teacher defector director neighbor
    neighbour monitor consultant personality governor individual alderman councillor councilor survivor mayor creator gendarme
    supervisor subordinate sleuth automaker retailer consumer firefighter planner competitor rep priest bishop vicar soldier investor
    anthropologist trader pundit apologist whistle-blower chair figure detractor rival guest genealogist professor bureaucrat doubter
    scholar epidemiologist feminist proponent ruler surrogate psychologist regulator delegate president premier chancellor king queen
    prince princess chief head boss sheriff detective driver pilot nurse farmer shopkeeper coach athlete actor actress singer star
    celebrity founder chairman chairwoman chairperson co-founder counsel coroner inspector ombudsman magistrate juror interpreter
    passenger tourist traveller traveler bystander onlooker eyewitness detainee prisoner inmate dissident exile campaigner organizer
    organiser coordinator vendor tenant landlord patient donor hacker translator informant informer source correspondent author
    republican democrat socialist nationalist unionist republicans democrats tory libertarian progressive moderate loyalist
    separatist insurgent commander general captain colonel admiral lieutenant sergeant veteran scientist biologist virologist
    physician surgeon astronaut zookeeper designer architect banker accountant treasurer clerk registrar vice-president
    teenager girl boy child kid baby couple twin pensioner lady gentleman guy user reader viewer listener tweeter tipster
    opposition-leader front-runner frontrunner nominee incumbent mp minister-designate bodyguard guard watchman caretaker neighbor
    attacker gunman shooter killer robber thief smuggler trafficker rapist abuser perpetrator dealer lobbyist contractor supplier
    developer publisher bookmaker bidder buyer seller"""
)

BODIES: Final = words(
    """campaign office administration government team group family jury media court ministry police committee military state board
    military force opposition defense defence community staff industry leadership newspaper organization organisation union tribunal
    department machine prosecution coalition company television party association enforcement commission federation delegation agency
    embassy council camp parliament regime army navy palace crown church mosque club firm corporation bank hospital school university
    college institute institution foundation charity network channel station outlet magazine site website blog platform app forum
    panel authority authorities bureau service services secretariat consulate junta militia brigade wing movement front alliance bloc
    faction side crowd public country nation city county village district province region town republic kingdom cabinet congress
    senate house legislature chamber assembly judiciary bench watchdog regulator think-tank lobby league team squad airline airport
    manufacturer maker giant startup start-up retailer supplier operator publisher broadcaster studio label band franchise trust fund
    society cooperative syndicate cartel gang mission mafia intelligence presidency vice-presidency majority minority establishment
    right left resistance delegation federation headquarters subsidiary parent conglomerate business shop store hotel restaurant
    ombudsman treasury exchequer inspectorate prosecutor's attorney's sheriff's people women men others some many several critics
    politburo caucus electorate diocese order conservatory observatory laboratory lab utility port zoo museum theatre theater
    gendarmerie coastguard garrison regiment squadron"""
)

DOCUMENTS: Final = words(
    """post report indictment lawsuit document complaint affidavit order video dossier filing rumor rumour release letter memo message
    petition bill warrant page advisory abstract transcript agreement email e-mail textbook book tweet data audit statistics statement
    communique communiqué analysis paper article outline plan examination treaty result column leak oath suit index poll survey study
    certificate decree complaint record press book story brief motion ruling verdict judgment judgement charge-sheet chargesheet
    subpoena note notice announcement bulletin circular text caption headline photograph photo picture image recording audio tape clip
    footage broadcast documentary film podcast interview profile account testimony deposition confession diary autobiography memoir
    biography chapter manifesto resolution directive regulation law code policy guideline claim allegation accusation theory hoax meme
    chain thread leaflet flyer poster placard banner sign contract deal invoice receipt presentation slide spreadsheet database
    investigation probe inquiry enquiry review assessment evaluation finding charges census autopsy examination"""
)

# Nouns that are their own plural or end in "s" already, or have an irregular plural.
PLURALS: Final = {
    "people": "person",
    "women": "woman",
    "men": "man",
    "children": "child",
    "wives": "wife",
    "ex-wives": "ex-wife",
    "spokesmen": "spokesman",
    "spokeswomen": "spokeswoman",
    "spokespeople": "spokesperson",
    "congressmen": "congressman",
    "policemen": "officer",
    "policeman": "officer",
    "policewoman": "officer",
    "businessmen": "owner",
    "businessman": "owner",
    "businesswoman": "owner",
    "gunmen": "gunman",
    "analyses": "analysis",
    "media": "media",
    "police": "police",
}

# Words that may come between a determiner and a speaking noun, or before a bare one.
MODIFIERS: Final = words(
    """federal senior unnamed media administration intelligence former legal state inspector social congressional grand court foreign
    campaign government other special attorney anonymous police military district local jury alleged top press leaked ministry
    multiple law public health defense defence news viral conservative security business online fact city committee unidentified
    editorial enforcement rights task official female male fellow presidential opposition watchdog general investigation order
    liberal civil political released election right-wing left-wing far-right far-left class tea party settlement lower union
    international independent select industry family supply striking immigration privacy leading internal outside ethics
    fact-checking prominent rebel impostor current newly new property arrest text climate board environmental centrist players
    action community charging world electoral hotel labor labour fake gay career witness conspiracy budget human mainland office
    declassified investigative feminist entertainment medical team school second tech personal private regional both department
    long-time longtime anti-drug class-action internet unconfirmed trial state-run chief tax jobs royal nonpartisan whistleblower
    commission oversight for-profit energy gun bipartisan nuclear high-level civilian terrorism counterterrorism financial economic
    judicial diplomatic religious spiritual tribal village provincial national municipal county parliamentary legislative royal
    elderly young old early recent previous initial first third last few various numerous countless individual ordinary angry
    worried concerned opposing rival allied pro-government pro-democracy anti-government pro-choice anti-abortion prison hospital
    university company corporate bank airline aviation transport labour-union trade student teacher human-rights animal-rights
    environmental consumer advocacy watchdog think-tank research scientific academic church catholic muslim islamic christian jewish
    hindu buddhist opposition ruling governing coalition cabinet treasury finance interior home defence-ministry police-station
    western eastern northern southern central european american african asian british russian chinese french german israeli
    palestinian iranian turkish ukrainian indian pakistani republican democratic democrat labour tory progressive moderate
    unspecified undisclosed well-placed high-ranking low-ranking mid-level rank-and-file retired ousted exiled jailed detained
    accused acting interim deputy junior lead chief principal co assistant associate executive managing criminal forensic tobacco
    oil gas coal mining pharmaceutical insurance real-estate sports soccer football cricket rugby olympic athletics doping
    anti-doping anti-corruption corruption anti-trust antitrust competition data election-law constitutional customs border coast
    air aviation rail road traffic fire rescue emergency weather meteorological medical veterinary food drug safety"""
)

DETERMINERS: Final = words(
    """the a an his her its their our my your this that these those some many several most all both two three four five six seven eight
    nine ten eleven twelve dozens hundreds thousands one another other no any each every few multiple numerous more less half us u.s."""
)

# Words that no noun phrase of a speaker holds: reading back from its noun stops here.
FUNCTION_WORDS: Final = words(
    """the a an and or but nor so yet if then than that which who whom whose what when where why how while whilst as at by for from in
    into of off on onto out over per since till to toward towards until up upon via with within without about above across after
    against along amid among around because before behind below beneath beside besides between beyond despite down during except
    inside like near outside through throughout under underneath unlike not no yes i me my mine we us our ours you your yours he him
    his she her hers it its they them their theirs this these those there here is are was were be been being am do does did done
    doing have has had having will would shall should can could may might must ought let lets also just only even still already
    again ever never always often sometimes now today yesterday tomorrow however meanwhile moreover instead rather thus therefore
    hence though although unless whether once soon later earlier ago very too much more most less least such same own another
    several many some any all both each every either neither few one two three four five six seven eight nine ten first second
    third last next new old monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december perhaps maybe indeed nevertheless nonetheless furthermore additionally
    according asked speaking please read more watch see story photo image video related share advertisement subscribe well oh
    okay ok think thank thanks don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't cannot couldn't it's that's
    there's he's she's they're we're i'm i've we've you've let's what's mr mrs ms dr"""
)

REPORTING: Final = words(
    """said says say saying told tells tell telling added adds add adding claimed claims claim claiming stated states state stating
    announced announces announce announcing argued argues argue arguing accused accuses accuse accusing alleged alleges allege
    alleging denied denies deny denying rejected rejects reject rejecting dismissed dismisses dismiss dismissing insisted insists
    insist insisting confirmed confirms confirm confirming reported reports report reporting wrote writes write writing tweeted
    tweets tweet tweeting posted posts posting asked asks ask asking called calls call calling noted notes note noting explained
    explains explain explaining warned warns warn warning suggested suggests suggest suggesting maintained maintains maintain
    maintaining contended contends contend contending asserted asserts assert asserting declared declares declare declaring
    admitted admits admit admitting acknowledged acknowledges acknowledge acknowledging conceded concedes concede vowed vows vow
    pledged pledges promised promises urged urges urge demanded demands demand criticized criticised criticizes criticises
    blasted slammed condemned condemns blamed blames blame charged charges disputed disputes dispute disputing refuted refutes
    refute rebutted countered counters counter responded responds respond responding replied replies reply replying answered
    answers commented comments declined declines decline refused refuses refuse ruled rules rule found finds concluded concludes
    revealed reveals reveal disclosed discloses testified testifies testify pleaded pleads pled defended defends described
    describes cited cites quoted quotes recalled recalls remarked remarks observed observes complained complains complain
    continued continues believes believed believe thinks thought hopes hoped expressed expresses emphasized emphasised stressed
    stresses reiterated reiterates reaffirmed predicted predicts proposed proposes recommended recommends joked quipped lamented
    boasted shouted yelled cried whispered muttered scoffed protested protests questioned questions sued sues filed files
    indicated indicates hinted hints implied implies speculated speculates likened compared branded labelled labeled decried
    denounced denounces rebuked mocked ridiculed praised thanked apologized apologised tells learned learnt suspected suspects
    suspect sentenced ordered orders banned advised advises agreed agrees clarified clarifies detailed details estimated estimates
    debunked debunks exclaimed fired hit lashed made mentioned opined pointed put reckons recounted relayed retorted shared shows
    showed signaled signalled spoke speaks talked talks teased touted underlined underscored voiced wondered reads"""
)

# Bare verbs of saying, before which even an unlisted noun is a speaker.
SAYING: Final = words("said says say told claimed claim argued argue alleged allege denied deny insisted insist warned warn")

# Small words that names hold ("New York", "May Lind").
NAMELIKE_FUNCTION_WORDS: Final = words("new old first will may march april june august us more like best great")
FIRST_NAMES_TOO: Final = words("will may new old us best great april june august")

# Nouns that make a possessive part of a body's name ("District Attorney's Office").
OWNED_BODIES: Final = words("office party court association ministry department union hospital bench republic club")

# Bodies whose name holds an "and": the words on both sides of it.
AND_BODIES: Final = frozenset(
    {
        ("food", "drug"),
        ("securities", "exchange"),
        ("customs", "border"),
        ("immigration", "customs"),
        ("citizenship", "immigration"),
        ("health", "human"),
        ("foreign", "commonwealth"),
        ("oceanic", "atmospheric"),
        ("firearms", "explosives"),
        ("science", "technology"),
        ("standards", "technology"),
        ("oversight", "reform"),
    }
)

# People of whom it is said what they know or whom they stand near.
INFORMED: Final = words("source sources person people official officials insider insiders aide aides someone others")

# Titles that are written short before a name and in full without one.
SPELT_OUT: Final = {
    "sen": "senator",
    "rep": "representative",
    "gov": "governor",
    "prof": "professor",
    "gen": "general",
    "lt": "lieutenant",
    "sgt": "sergeant",
    "capt": "captain",
    "col": "colonel",
    "maj": "major",
    "adm": "admiral",
    "dr": "doctor",
    "rev": "reverend",
    "mp": "lawmaker",
    "ceo": "executive",
    "attorneys": "attorney",
    "lawyers": "lawyer",
}

# Verbs of speech that may stand before their subject, behind what is said.
INVERTED: Final = words(
    """said says added adds asked asks wrote writes tweeted tweets explained explains reported reports claimed claims argued argues
    replied replies answered responded warned warns insisted insists announced declared noted recalled concluded continued
    joked quipped according complained read reads posted stated states"""
)

# Words of speech by which somebody rejects, and by which somebody accuses.
DENYING: Final = words(
    """denied denies deny denying rejected rejects reject rejecting dismissed dismisses dismiss dismissing disputed disputes dispute
    disputing refuted refutes refute rebutted countered counters counter insisted insists insist insisting maintained maintains
    maintain maintaining responded responds defended defends debunked debunks called calls calling pleaded pleads pled replied
    scoffed retorted"""
)
ACCUSING: Final = words(
    """accused accuses accuse accusing alleged alleges allege alleging claimed claims claim claiming charged charges blamed blames
    blame sued sues criticized criticised criticizes criticises blasted slammed condemned condemns complained complains reported
    reports filed files suggested suggests questioned likened branded labelled decried denounced"""
)

# Names of parties and their people, which stand capitalised in the middle of a sentence too.
PARTY_NAMES: Final = words(
    """republican republicans democrat democrats tory tories conservatives liberals labour socialists greens gop unionists nationalists
    independents libertarians social"""
)

# Words for a time that may stand between a subject and its verb.
TIMES: Final = words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
    november december today yesterday week month year weekend evening morning night afternoon past days"""
)

# Last words of the names of firms, which else look like people's.
FIRM_WORDS: Final = words(
    """inc ltd plc llc corp co ag gmbh sa nv holdings partners capital ventures finance financial insurance bank motors airlines airways
    ferries shipping marine foods industries systems technologies tech software pharma pharmaceuticals energy power oil gas water
    steel mining media news times post journal gazette herald tribune observer guardian telegraph entertainment pictures records
    studios broadcasting telecom communications networks labs laboratories logistics railways rail properties homes stores brands
    international global solutions services consulting enterprises company companies group"""
)

# Documents that show and do not say.
PICTURES: Final = words("photo photograph picture image caption banner sign slide chart map screenshot")
