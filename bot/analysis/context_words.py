"""Word lists with which the text around a name says whether it means a company.

They are general English of business news, written for this project.
"""

from __future__ import annotations

from bot.market.names import word_set

COMPANY_VERBS = word_set(
    "lower lift pull retain"
    " acquire agree announce appoint appeal approve beat bid book borrow boost build buy close complete"
    " cut decline deliver disclose divest drop earn employ expand expect fall file fire forecast gain grow"
    " hire hold introduce invest issue jump launch lay lead lose make manufacture merge miss name"
    " negotiate offer open operate outperform own pay plan plunge post predict price produce promote"
    " propose purchase raise rally rebound recall recruit reduce refinance reject release renew repay"
    " replace report restate restructure retreat rise roll say sell settle shed ship shut sign sink slash"
    " slide slip slump soar spend spin start sue supply surge suspend tumble test trade trail trim tumble"
    " unveil upgrade warn weigh win withdraw write charge compete underprice overcharge debut delay end"
    " double triple halve confirm deny reiterate tighten partner replace resume market license outsource"
)
"""Lemmas of what companies and their shares do."""

SPEECH = word_set("say tell add note comment argue think believe want know see feel hope")
"""What persons do as well."""

BUSINESS_NOUNS = word_set(
    "share shares stock stocks stake bond bonds debt earnings profit profits profitability revenue"
    " revenues sale sales result results quarter dividend buyback outlook forecast guidance margin margins"
    " executive executives ceo cfo chairman president chief management board director directors"
    " shareholder shareholders investor investors owner spokesman spokeswoman spokesperson representative"
    " employee employees worker workers unit units division subsidiary business businesses brand brands"
    " store stores plant plants factory factories dealer dealers customer customers supplier suppliers"
    " merger takeover acquisition bid offer deal ipo filing headquarters campus product products service"
    " services app apps device devices platform platforms user users engineer engineers vehicle vehicles"
    " car cars truck trucks phone phones chip chips software website card cards cardholder cardholders"
    " credit debit flight flights airline jets planes pilots bank branches client clients lawyer lawyers"
    " attorney report statement parent group corp analyst analysts strategy restructuring layoffs founder"
    " co-founder boss job jobs billionaire rival rivals partner market valuation same-store quarterly"
    " annual net operating global full-year third-quarter first-quarter second-quarter fourth-quarter"
    " chain holdings price prices capitalisation capitalization models model smartphones smartphone tablet"
    " laptops server servers data cloud ad ads advertising network networks retailer maker carmaker"
    " chipmaker decision move plan plans"
)
"""Nouns that follow a company's name (`Target stores`) or its possessive (`Oracle's outlook`)."""

LEAD_NOUNS = word_set(
    "shares share stock stake ceo cfo coo chairman president executive chief founder head owner spokesman"
    " spokeswoman spokesperson unit subsidiary parent maker rival rivals competitor competitors customer"
    " customers employee employees shareholders investors board directors manager engineer analyst lawyer"
    " division units acquisition takeover purchase sale companies company retailer retailers firm firms"
    " banks bank brands giants giant like by operator clients suppliers supplier partner partners bonds"
    " debt merger"
)
"""Nouns that stand before `of`, `at` or `by` and a company (`shares of Visa`)."""

VENUES = word_set(
    "university foundation school college center centre stadium field arena park theater theatre street"
    " avenue road boulevard institute hall museum library hospital cup open championship bowl award awards"
    " prize island islands beach bay lake river mountain mount county creek valley valleys village"
    " township court coliseum speedway garden gardens trust fund funds scholarship fellowship professor"
    " academy orchestra ballet festival marathon pavilion dome fieldhouse invitational classic tournament"
)
"""A capitalised one of these after a name makes it the name of something else."""

OK_AFTER = word_set(
    "ceo cfo coo cto chief president chairman chairwoman executive director vice senior analyst spokesman"
    " spokeswoman shares stock inc corp co ltd plc llc group holdings company ag sa nv se lp and earnings"
    " sales profit revenue q1 q2 q3 q4 monday tuesday wednesday thursday friday saturday sunday january"
    " february march april may june july august september october november december general managing head"
    " founder co-founder europe asia america japan china canada uk us usa india germany australia mexico"
    " brazil ipo ai pro max plus tv cloud pay store prime one international north americas emea"
    " corporation incorporated limited"
)
"""Capitalised words that may follow a name without making it another one."""

OK_BEFORE = word_set(
    "the a an and or but in on at by for from with while when as if after before since although though"
    " because meanwhile however earlier later last this that these those its his her their our rival"
    " rivals u.s us uk british american german french japanese chinese italian swiss dutch korean canadian"
    " indian european russian spanish brazilian monday tuesday wednesday thursday friday saturday sunday"
    " january february march april may june july august september october november december analysts"
    " analyst ceo cfo chairman president chief shares stock is was are will would can could should did"
    " does do has have had why how what who where both like unlike not inc corp co ltd plc vs versus to of"
    " into over under than former about parent owner maker giant carmaker automaker chipmaker retailer"
    " billionaire founder company update breaking exclusive insight analysis correction texas california"
    " new york seattle-based london-based london paris tokyo swedish danish finnish norwegian taiwanese"
    " australian israeli irish belgian"
)
"""Capitalised words that may stand before a name: function words, nationalities, days, roles."""

DETERMINERS = word_set(
    "a an this that these those my your his her their its our no any every each some another"
)

FURNITURE_STARTS = (
    "reporting by",
    "additional reporting",
    "editing by",
    "writing by",
    "compiled by",
    "photo:",
    "photo by",
    "photograph",
    "image:",
    "image by",
    "image credit",
    "credit:",
    "copyright",
    "follow us",
    "follow me",
    "like us",
    "share this",
    "share on",
    "share via",
    "sign up",
    "subscribe",
    "click here",
    "read more",
    "read next",
    "related:",
    "see also",
    "disclosure:",
    "all rights reserved",
    "terms of",
    "privacy policy",
    "download our",
    "get our",
    "join us on",
    "find us on",
    "tweet",
    "email this",
    "print this",
)
"""How lines of page furniture begin; names in them mean nothing."""

PLATFORMS = word_set(
    "facebook twitter x linkedin instagram youtube reddit pinterest whatsapp email e-mail print share"
    " tweet telegram copy link tumblr snapchat tiktok threads bluesky mastodon rss google flipboard"
    " messenger sms icon post comments"
)
"""Words of which share bars consist."""

DATA_PROVIDERS = word_set(
    "thomson reuters factset lseg refinitiv morningstar moodys moody msci gartner trepp dealogic"
)
"""First pieces of companies that are cited as a source of figures far more often than reported on."""

DATA_WORDS = word_set(
    "data estimate estimates figures poll polled survey surveyed i/b/e/s ibes starmine compiled according"
    " index eikon consensus tracked tracks calculations"
)

BROKERS = word_set(
    "JPM GS MS C BAC WFC DB UBS BCS HSBC RY TD BMO BNS CM JEF RJF SF PIPR NMR MFG SMFG MUFG 8604 MQG LAZ"
    " EVR BNPQY GLE SAN OPY CRZBY ING CRARF ACA BCS SCHW STT BLK TROW BNY AMP PNC KEY USB RF HBAN MCO SPGI"
    " FITB SYF CMA SCBFY NDAQ IBKR CME VIRT BX LPLA GHL MC PJT SEIC MORN"
)
"""Tickers of firms that often appear only as the employer of an analyst or as a rater."""

ANALYST_WORDS = word_set(
    "analyst analysts economist economists strategist strategists trader traders manager managers"
    " researcher researchers forecaster brokerage downgraded upgraded initiated wrote note rating"
)

LIGHT_VERBS = word_set("be have do get take make go come face try seek need want")
"""Verbs that say little about their subject."""

DEAL_VERBS = word_set("acquire buy sue join downgrade own hire")
"""Verbs whose object is likely a company."""

COMPOUND_AFTER = word_set("owned backed made branded led based funded run operated")
"""What may follow a company's name and a hyphen."""
