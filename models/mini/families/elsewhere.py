"""Requests that the model in the box does not serve, put together from patterns.

What is out of scope is endless, so single sentences are not enough: the model has to learn what
such requests have in common. Slots of `slots.MAKERS` may be used: a file named in a request does
not make it one that can be served.
"""

from __future__ import annotations

TOPICS = (
    "the sea", "bees", "my grandmother", "climate change", "the roman empire",
    "artificial intelligence", "a lonely robot", "spring", "football", "black holes", "my boss",
    "the french revolution", "photosynthesis", "friendship", "tax law", "the stock market",
    "knitting", "electric cars", "a cat and a dog", "machine learning", "world war two",
    "healthy eating", "our new product", "my holiday", "the moon landing", "vaccines",
    "inflation", "love", "time travel", "the history of Berlin", "dinosaurs", "coffee",
    "Napoleon", "marketing", "yoga", "my thesis", "relativity", "a birthday", "dragons",
    "solar panels", "the EU", "pensions", "sleep", "bitcoin", "gardening", "jazz", "chess",
    "python decorators", "SQL joins", "microservices", "DNA", "volcanoes", "the immune system",
    "good manners", "our team meeting", "a wedding", "chocolate",
)  # fmt: skip
LANGUAGES = (
    "German", "French", "Spanish", "Italian", "English", "Japanese", "Polish", "Turkish",
    "Arabic", "Chinese", "Portuguese", "Dutch", "Swedish", "Russian", "Latin", "Hindi", "Korean",
    "Greek", "Czech", "Danish",
)  # fmt: skip
PEOPLE = (
    "my boss", "anna", "the landlord", "my mum", "a customer", "the tax office", "my teacher",
    "our supplier", "the team", "Mr Miller", "a friend", "the bank", "grandma", "my colleague",
    "the client", "HR",
)  # fmt: skip
PLACES = (
    "Paris", "Rome", "Japan", "Berlin", "Norway", "Australia", "Egypt", "Canada", "Lisbon",
    "Vienna", "Brazil", "Kenya", "Iceland", "Thailand", "Mars", "Oslo", "Peru", "India", "Greece",
    "Texas",
)  # fmt: skip
THINGS = (
    "laptop", "phone", "restaurant", "hotel", "camera", "bike", "washing machine", "book", "film",
    "game", "dentist", "school", "electrician", "pair of shoes", "insurance", "bank",
    "headphones", "car", "plumber", "coffee machine",
)  # fmt: skip
APPS = (
    "photoshop", "a game", "whatsapp", "chrome", "spotify", "a website", "an app", "a chat bot",
    "a mobile app", "a web server", "a shop", "a database", "a virus scanner", "zoom",
    "docker compose", "a discord bot", "a browser plugin", "a neural network", "a compiler",
    "a calendar app",
)  # fmt: skip
FAMOUS = (
    "Napoleon", "Mozart", "Marie Curie", "Einstein", "Cleopatra", "Julius Caesar", "Shakespeare",
    "Luther", "Galileo", "Picasso", "Beethoven", "the Queen", "Frida Kahlo", "Columbus", "Gandhi",
    "Marx", "Goethe", "Leonardo da Vinci", "the Pope", "Ada Lovelace", "Newton", "Charlemagne",
    "the first man on the moon", "the king of Spain", "the mayor of Berlin", "Florence Nightingale",
)  # fmt: skip
CURRENCIES = (
    "dollars", "euros", "pounds", "yen", "francs", "kroner", "zloty", "rupees", "USD", "EUR", "GBP",
    "CHF", "bitcoin", "lira",
)  # fmt: skip

PATTERNS = """who was <famous>?
who is <famous>
who was <famous> married to
when was <famous> born?
when did <famous> die?
how old is <famous>?
how old was <famous> when he died?
where did <famous> live?
what did <famous> do?
what is <famous> known for
which books did <famous> write?
{n} <currency> in <currency>
how much is {n} <currency> in <currency> today?
convert {n} <currency> to <currency>
what do I get for {n} <currency> in <currency>
exchange rate <currency> <currency>
will it rain on {date}?
what will the weather be on {date} in <place>?
is {date} a public holiday?
what happened on {date}?
when does the sun set on {date}?
when is the next full moon?
when do the school holidays begin in <place>?
how far is it to <place>?
how long is the flight to <place>?
what is a good price for a <thing>?
how much does a <thing> cost in <place>?
who sells a cheap <thing>?
who can repair my <thing>?
who is <person> on the phone with?
read me the news about <topic>
read me a story about <topic>
read me a poem by <famous>
write a poem about <topic>
write an essay on <topic>
write me a story about <topic>
write a letter to <person>
write an email to <person> about <topic>
write a short speech about <topic>
draft a reply to <person>
compose a song about <topic>
a haiku about <topic>
tell me about <topic>
tell me a joke about <topic>
explain <topic>
explain <topic> to a child
explain <topic> in simple words
what is <topic>?
what do you know about <topic>?
what do you think about <topic>?
why is <topic> important?
how does <topic> work?
give me ten ideas about <topic>
ideas for a party about <topic>
summarize the history of <topic>
make a presentation about <topic>
prepare slides on <topic>
create a quiz on <topic>
who invented <topic>?
is <topic> dangerous?
translate {file} into <language>
translate this text to <language>
translate {phrase} into <language>
what does {phrase} mean in <language>
how do you say {phrase} in <language>?
teach me <language>
proofread {file}
correct the spelling in {file}
fix the grammar of {file}
summarize {file}
write a summary of {file}
make {file} sound more professional
rewrite {file} in a friendlier tone
what is {file} about?
explain what {file} means
what are the key points of {file}?
answer the questions in {file}
continue the story in {file}
read {file} aloud
print {file} on the printer
fax {file}
email {file} to <person>
send {file} to <person>
send <person> a message
send an sms to <person>
call <person>
invite <person> to the meeting
upload {file} to the cloud
upload {file} to google drive
upload my photos to instagram
post about <topic> on twitter
share {file} with <person>
download the newest {file}
download <app>
download a video about <topic>
install <app>
uninstall <app>
update <app>
build <app>
build me <app> for <topic>
program <app>
code <app> for me
develop <app> with login
write a program for <topic>
write a script that trades <topic>
debug {file}
fix the bug in {file}
refactor {file}
explain the code in {file}
review {file}
write tests for {file}
optimize {file}
convert {video} to mp3
cut the first minute of {video}
compress {video}
play {video}
add subtitles to {video}
extract the audio from {video}
transcribe {audio}
play {audio}
make {audio} louder
convert {audio} to wav
who sings {audio}?
remove the background of {image}
who is on {image}?
what can you see on {image}?
describe {image}
make {image} look like a painting
remove the person from {image}
read the text on {image}
add a hat to {image}
draw a picture of <topic>
paint <topic>
generate an image of <topic>
design a logo for <topic>
convert {pdf} to word
convert {document} to pdf
merge all pdfs into one pdf
merge {pdf} and {pdf2} into one pdf
split {pdf} into pages
extract the text from {pdf}
rotate the pages of {pdf}
sign {pdf}
fill in the form {pdf}
how many pages does {pdf} have?
encrypt {file} with a password
decrypt {file}
crack the password of {archive}
recover deleted files
scan my computer for viruses
is {file} a virus?
what's the weather in <place>?
will it rain tomorrow in <place>?
what time is it in <place>?
what is the capital of <place>?
how many people live in <place>?
who is the president of <place>?
plan a trip to <place>
book a flight to <place>
book a hotel in <place>
find a restaurant in <place>
how far is it from <place> to the moon?
how do I get to <place>?
what is the best <thing>?
recommend a <thing>
find me a cheap <thing>
buy a <thing>
order a <thing> online
reserve a <thing> for tonight
which <thing> should I take?
compare the prices for a <thing>
what does a <thing> cost?
remind me to call <person>
set an alarm for 7
set a timer for 10 minutes
add a meeting with <person> to my calendar
what's on my calendar today?
when is the birthday of <person>?
wake me up at 6
turn off the lights
turn the volume up
open the browser
open youtube
open <app>
search the web for <topic>
google <topic>
find news about <topic>
what happened in <place> today?
who won the match yesterday?
what is the dollar worth in euros?
what is the price of gold?
predict next month's {col}
forecast {col} from {table}
train a model on {table}
cluster the customers in {table}
classify the rows of {table} with ai
find the reason why {col} fell in {table}
which customers in {table} will leave?
make a dashboard from {table}
put {table} into a mysql database
send {table} to <person>
scrape {col} data from the web
connect to my sql server
log in to my bank
pay my bills
do my taxes
do my homework on <topic>
write my thesis about <topic>
write my cv
write an application for a job as a nurse
give me medical advice
what should I cook today?
a recipe with <topic>
how do I lose weight?
I feel sad
what should I wear today?
am I a good person?
do you love me?
what is the meaning of life?
solve the equation x^2 + 3x = 10
integrate x^2 dx
prove that there are infinitely many primes
restart the computer
shut down the pc
format the hard drive
kill the process chrome
change my wallpaper
connect to the wifi
change the password of my account
create a user account for <person>
open a port in the firewall
ssh into the server
deploy this to production
push my code to github
create a pull request
mount the usb stick
back up my phone
sync my phone with this computer
hack the wifi of the neighbour
write malware
beat me at chess
let's play a game
sing a song
interpret my dream about <topic>
name ten <thing>s
what is the difference between <topic> and <topic>?
make me rich""".splitlines()

VAGUE_DELETE = """clean up <where>
clean <where> up
tidy <where>
delete the old stuff in <where>
delete what I don't need in <where>
remove unnecessary things from <where>
get rid of the junk in <where>
delete some files in <where>
free up space in <where>
make room in <where>
throw out the useless files in <where>
<where> is a mess, delete things
remove everything unimportant from <where>
delete big stuff in <where>
delete a few files from <where>
purge <where>
declutter <where>
wipe the things I never use in <where>
delete unimportant documents in <where>
remove bad photos from <where>
delete the wrong ones
delete the ugly pictures
remove the files that are not good
get rid of old versions
delete what's no longer needed
delete half of my files
remove the other ones
delete the ones from before
erase stuff
clear some things out
dump the rubbish
throw the crap out""".splitlines()
WHERE = (
    "this folder", "my folder", "the desktop", "here", "my documents", "the downloads",
    "this directory", "my computer", "this mess", "the disk", "my photos", "this place",
    "the project",
)  # fmt: skip
