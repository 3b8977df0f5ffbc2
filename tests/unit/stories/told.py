"""Eleven stories, each told, told again in other words, and carried on; all made up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """`first` and `again` say the same, `later` says more, `other` is other news of the same company."""

    title: str
    first: str
    again_title: str
    again: str
    later_title: str
    later: str
    other_title: str
    other: str


STORIES = {
    "recall": Told(
        "Halvorsen recalls 48,000 vans over brake fault",
        "Halvorsen Motors said on Monday it is recalling 48,000 delivery vans after finding that a brake "
        "hose can crack in cold weather. The vans were built in Tilbury between March and August. The "
        "company said it knew of three minor accidents and no injuries. Dealers will replace the hose "
        "free of charge. Shares of Halvorsen fell 4 percent.",
        "Brake hoses prompt Halvorsen to call back 48,000 vans",
        "Halvorsen Motors will call 48,000 delivery vans back to dealers because a brake hose may crack "
        "when it is cold, the company said on Monday. Dealers will swap the hose at no cost. The vans "
        "were built in Tilbury from March to August. Three minor accidents are known, with no injuries. "
        "Halvorsen shares dropped 4 percent.",
        "Halvorsen widens van recall to 131,000",
        "Halvorsen Motors on Thursday widened its recall of delivery vans over cracking brake hoses to "
        "131,000 from 48,000. Regulators in Norway had found the same hose in vans made at a second plant"
        " in Lodz. The company set aside 210 million euros for the repairs. Chief executive Berit Aune "
        "apologised to customers and postponed the launch of the electric model to 2027.",
        "Halvorsen to build battery cells in Porto",
        "Halvorsen Motors picked Porto as the place of a battery cell factory that will employ 1,400 "
        "people. The plant is to open in two years and supply its electric trucks. Portugal contributes "
        "90 million euros in grants.",
    ),
    "merger": Told(
        "Castellan Bank agrees to buy Norbury for 6.2 billion pounds",
        "Castellan Bank has agreed to buy rival lender Norbury Savings for 6.2 billion pounds in shares, "
        "the two said. Norbury investors get 1.4 Castellan shares for each of theirs, a premium of 22 "
        "percent. The banks expect yearly cost savings of 350 million pounds. Some 90 branches overlap in"
        " northern England.",
        "Castellan to take over Norbury Savings in 6.2 bn pound deal",
        "Norbury Savings is being taken over by bigger lender Castellan Bank in an all-share deal worth "
        "6.2 billion pounds. For each share they own, Norbury investors receive 1.4 shares of Castellan, "
        "or 22 percent above the last price. Yearly cost savings are put at 350 million pounds. In "
        "northern England about 90 branches overlap.",
        "Regulator opens inquiry into Castellan takeover of Norbury",
        "The competition authority opened an in-depth inquiry into the takeover of Norbury Savings by "
        "Castellan Bank, saying that customers in 37 towns would be left with a single lender. It will "
        "rule by 14 November. Castellan offered to sell 55 branches to Merrow Mutual. Norbury shares "
        "slipped 9 percent below the offer.",
        "Castellan Bank fined over late mortgage letters",
        "Castellan Bank must pay a fine of 12 million pounds because letters on rate changes reached "
        "mortgage customers weeks late in 2021 and 2022. It has compensated those affected and replaced "
        "the supplier of its printing.",
    ),
    "trial": Told(
        "Ovanta drug fails in late-stage Alzheimer's trial",
        "Ovanta Therapeutics said its experimental Alzheimer's drug lumezicin did not slow memory loss in"
        " a late-stage trial of 1,730 patients. Its shares lost 61 percent before the bell. The company "
        "will stop development of lumezicin and review its spending. Brain swelling was seen in 8 percent"
        " of patients.",
        "Lumezicin misses goal in big Alzheimer's study, Ovanta shares dive 61 percent",
        "A late-stage study of 1,730 patients found that lumezicin, the Alzheimer's drug of Ovanta "
        "Therapeutics, fails to slow memory loss. Development of lumezicin will stop, Ovanta said, and "
        "its spending is under review. Of the patients, 8 percent had brain swelling. Before the bell the"
        " shares lost 61 percent.",
        "Ovanta cuts 340 jobs after failure of lumezicin",
        "Ovanta Therapeutics is laying off 340 employees, 45 percent of its staff, two weeks after its "
        "Alzheimer's drug lumezicin failed in a late-stage trial. It will close its laboratory in Basel. "
        "Finance chief Rolf Amsler leaves in June. The remaining cash of 290 million dollars is to last "
        "until 2029, Ovanta said.",
        "Ovanta wins approval for eczema cream",
        "The health regulator approved a skin cream of Ovanta Therapeutics against eczema in children "
        "older than six. The cream reaches pharmacies in spring and competes with two older ointments.",
    ),
    "results": Told(
        "Pellworth profit beats forecasts as cloud sales jump 31 percent",
        "Pellworth Software reported a quarterly profit of 1.12 dollars a share, above the 98 cents "
        "analysts had forecast. Revenue rose 14 percent to 2.9 billion dollars, and sales of its cloud "
        "unit jumped 31 percent. Pellworth kept its outlook for the year. Its shares added 5 percent "
        "after hours.",
        "Pellworth tops estimates on strong cloud demand",
        "Quarterly profit of Pellworth Software came in at 1.12 dollars a share, where analysts had "
        "forecast 98 cents. Cloud sales jumped 31 percent, taking total revenue 14 percent higher to 2.9 "
        "billion dollars. The outlook for the year was kept. The shares added 5 percent after hours.",
        "Pellworth shares reverse as chief warns of slower orders",
        "Shares of Pellworth Software gave up their gains and closed 7 percent lower after chief "
        "executive Dana Oyelaran told analysts on a call that orders slowed in October. She expects cloud"
        " growth of 22 to 24 percent next quarter, down from 31 percent. Brokers at Keswick Partners cut "
        "the target to 140 dollars from 165.",
        "Pellworth buys maker of payroll software",
        "Pellworth Software acquires Tallybird, a maker of payroll programs from Dublin, for 410 million "
        "dollars in cash. Tallybird has 6,000 customers, most of them restaurants and shops.",
    ),
    "storm": Told(
        "Storm Edda cuts power to 200,000 homes in Ireland",
        "Storm Edda cut electricity to 200,000 homes in the west of Ireland on Sunday night as gusts "
        "reached 151 kilometres an hour. Two people died near Galway when a tree fell on their car. "
        "Schools in Mayo and Clare stay closed. The grid operator said that repairs would take until "
        "Wednesday.",
        "Two dead as Storm Edda leaves 200,000 Irish homes dark",
        "Two people died when a tree fell on their car near Galway as Storm Edda crossed the west of "
        "Ireland on Sunday night. Gusts of 151 kilometres an hour left 200,000 homes without electricity."
        " The grid operator said repairs take until Wednesday. Schools stay closed in Clare and Mayo.",
        "Death toll of Storm Edda rises to five as rivers flood",
        "The death toll of Storm Edda rose to five on Tuesday after floods of the Shannon swept away a "
        "couple in Limerick and a firefighter in Athlone. The army evacuated 640 people. Insurers put the"
        " damage at 380 million euros. Some 45,000 homes were still without electricity.",
        "Ireland plans two wind parks off Galway",
        "Ireland will put two wind parks off the coast of Galway out to tender, enough for a million "
        "homes. Fishermen oppose the northern site, where herring spawn.",
    ),
    "ceo": Told(
        "Brightwater chief Lena Marsh steps down after four years",
        "Lena Marsh steps down as chief executive of retailer Brightwater after four years, the company "
        "said. Chairman Paul Iversen takes over until a successor is found. Sales at stores open a year "
        "fell 6 percent last quarter. Marsh leaves with a payment of 3.1 million dollars.",
        "Retailer Brightwater parts with Lena Marsh",
        "After four years as chief executive Lena Marsh leaves Brightwater, the retailer said. Until a "
        "successor is found chairman Paul Iversen takes over. Last quarter sales at stores open a year "
        "fell 6 percent. Marsh receives a payment of 3.1 million dollars.",
        "Brightwater names Ahmed Sorour as successor to Marsh",
        "Brightwater appointed Ahmed Sorour, head of the drugstore chain Vitaly, as chief executive from "
        "1 February. He succeeds Lena Marsh, who stepped down in June. Sorour will review 180 of the 920 "
        "stores. The retailer suspended its dividend and arranged a credit line of 500 million dollars "
        "with Eastgate Bank.",
        "Brightwater offers same-day delivery in twelve cities",
        "Brightwater starts same-day delivery in twelve cities with couriers of Zipline. Orders above 35 "
        "dollars are delivered free. Rivals have offered such a service since spring.",
    ),
    "breach": Told(
        "Hackers steal data of 9 million Trevanet customers",
        "Telecom operator Trevanet said hackers stole names and addresses of 9 million customers in a "
        "breach found on 3 May. Passwords and bank data were not taken. The attackers came in through the"
        " account of a contractor. Trevanet has told the police and the data protection office.",
        "Trevanet: breach exposes 9 million customers",
        "Names and addresses of 9 million customers were stolen by hackers from telecom operator "
        "Trevanet. The breach was found on 3 May; the attackers used the account of a contractor. Bank "
        "data and passwords were not taken, said Trevanet, which has told the data protection office and "
        "the police.",
        "Trevanet says bank data of 1.6 million was stolen too",
        "Trevanet admitted on Friday that the hackers also took bank data of 1.6 million customers. The "
        "security firm Obsidian Lane found the files for sale for 80 bitcoin. Lawmakers summoned chief "
        "executive Ines Duarte for 22 May. The operator faces a fine of up to 4 percent of its revenue.",
        "Trevanet wins 5G licences in the north",
        "Trevanet paid 730 million euros for mobile licences in four northern regions. It will put up "
        "2,000 masts in three years and share some of them with a rival.",
    ),
    "strike": Told(
        "Pilots of Aerolund strike over pay, 300 flights cancelled",
        "Aerolund cancelled 300 flights on Friday as pilots walked out for 24 hours over pay. The union "
        "demands 9 percent more; the airline offers 4.5 percent over two years. About 38,000 passengers "
        "are affected. Talks are to resume on Monday in Oslo.",
        "Aerolund walkout over pay grounds 300 flights",
        "About 38,000 passengers are affected by a 24 hour walkout of pilots at Aerolund, which cancelled"
        " 300 flights on Friday. The airline offers 4.5 percent over two years, while the union demands 9"
        " percent. In Oslo talks are to resume on Monday.",
        "Aerolund and pilots settle on 6.8 percent",
        "Aerolund and its pilots ended their dispute with a rise of 6.8 percent over 18 months, mediator "
        "Kjersti Holm said. Members vote until 30 March. The strikes cost the airline 75 million crowns "
        "and 1,100 flights. Cabin crews now ask for the same.",
        "Aerolund orders 20 short-haul jets",
        "Aerolund ordered 20 short-haul jets with an option on ten more, to replace aircraft that are "
        "older than 15 years. Deliveries begin in 2028.",
    ),
    "rates": Told(
        "Central bank of Sarvia raises rate to 7.25 percent",
        "The central bank of Sarvia raised its key rate by half a point to 7.25 percent, as economists "
        "expected. Inflation ran at 9.8 percent in April. Governor Milan Petrak said the rate would stay "
        "high for as long as wages rise. The dinar gained 0.7 percent against the euro.",
        "Sarvia lifts key rate half a point, to 7.25 percent",
        "As economists expected, Sarvia's central bank raised the key rate by half a point to 7.25 "
        "percent. The rate would stay high as long as wages rise, governor Milan Petrak said. In April "
        "inflation ran at 9.8 percent. Against the euro the dinar gained 0.7 percent.",
        "Sarvia shocks markets with second rate rise in a week",
        "Sarvia's central bank raised its key rate to 10 percent at an emergency meeting, six days after "
        "the last rise, to stop the fall of the dinar. The currency had lost 12 percent since prime "
        "minister Olga Stanic spoke of capital controls. Reserves shrank to 8.4 billion euros. The "
        "Monetary Fund sends a mission on Thursday.",
        "Sarvia opens border railway after six years of works",
        "Trains cross the mountains of Sarvia on a new railway that took six years to build. The ride to "
        "the coast lasts three hours instead of eight.",
    ),
    "chips": Told(
        "Kestrel Semi to build 12 billion dollar plant in Ohio",
        "Kestrel Semiconductor will build a chip plant in Ohio for 12 billion dollars, its first outside "
        "Asia. Works begin in May and the plant is to employ 2,600 people. Washington grants 1.9 billion "
        "dollars. The first wafers are planned for 2028, president Haruto Senda said.",
        "Ohio lands Kestrel's first chip plant outside Asia",
        "The first plant of Kestrel Semiconductor outside Asia will stand in Ohio and cost 12 billion "
        "dollars. It is to employ 2,600 people. President Haruto Senda said works begin in May, with the "
        "first wafers planned for 2028. From Washington comes a grant of 1.9 billion dollars.",
        "Kestrel puts off Ohio chip plant by two years",
        "Kestrel Semiconductor has put off its chip plant in Ohio by two years to 2030, citing a shortage"
        " of technicians. The cost rises to 15.5 billion dollars from 12 billion. Governor Ruth Calloway "
        "called the delay regrettable. Customer Vantis Auto will buy its chips from Dresden instead.",
        "Kestrel sued over memory patents",
        "Kestrel Semiconductor is sued in Texas by a university that says three of its patents on memory "
        "were used without a licence. The company rejects the claim.",
    ),
    "oil": Told(
        "Fire shuts Meridian refinery in Rotterdam",
        "A fire on Tuesday shut the Meridian refinery in Rotterdam, which handles 190,000 barrels of oil "
        "a day. Six workers were hurt, one seriously. The fire began in a hydrocracker and was out after "
        "four hours. Diesel prices in Europe rose 3 percent.",
        "Rotterdam refinery halted by blaze, six hurt",
        "Six workers were hurt, one of them seriously, in a fire that shut the Meridian refinery in "
        "Rotterdam on Tuesday. It began in a hydrocracker and was out after four hours. The refinery "
        "handles 190,000 barrels of oil a day. In Europe diesel prices rose 3 percent.",
        "Meridian refinery to stay shut until August after fire",
        "The Meridian refinery in Rotterdam will stay shut until 20 August for repairs of its "
        "hydrocracker, two months longer than planned. Inspectors found corroded pipes that should have "
        "been replaced in 2022. Owner Calder Energy declared force majeure and expects to lose 160 "
        "million dollars. One of the workers died in hospital on Saturday.",
        "Calder Energy sells petrol stations in Spain",
        "Calder Energy sells 240 petrol stations in Spain and Portugal to a fund. The price was not "
        "disclosed. The oil group wants to invest in charging points.",
    ),
}
