"""Lists of words from which values for slots are made."""
# ruff: noqa: SIM905 - a list of words is read more easily as text

from __future__ import annotations

WORDS = """
report invoice budget summary notes draft letter contract photo scan plan meeting list data
result backup archive project client order tax receipt holiday wedding garden kitchen school
lecture thesis chapter recipe menu song demo test sample config log server export import
customer supplier product stock price sales staff team member event ticket travel flight hotel
insurance bank account salary rent car bike dog cat house office paper study lesson exam
homework grade weather sensor measure survey answer question inventory warehouse delivery
shipping returns newsletter campaign poster flyer logo icon banner cover portrait sunset beach
mountain city paris rome berlin tokyo lisbon oslo anna ben carla david emma felix grace hugo
ines jonas klara liam maria nora oscar paula quentin rosa simon tina ursula victor wendy yusuf
zoe alpha beta gamma delta red blue green yellow black white old new final temp misc work home
private public shared common main basic extra first second last summer winter spring autumn
january march june september december monday friday quarter annual weekly daily rechnung bilder
urlaub vertrag factura fotos facture café müller straße niño résumé übersicht añejo
""".split()
EXTENSIONS = """
pdf txt csv jpg png docx xlsx mp3 mp4 zip py md json html log jpeg gif xml doc xls pptx mov wav
svg js css yaml tsv odt tar.gz ini bak tmp heic webp epub rar sql sh java cpp c rs go ts ipynb
tif raw psd ods rtf flac avi mkv toml cfg dat bin iso dmg exe vcf ics eml gpx stl step dxf kml
parquet srt blend fig tex bib key nef 7z xyz foo abc q3 cr2 ogg m4a part aseprite xcf ai eps indd
obj mid orig ttf otf m4v mpg sqlite db conf lock old kra als
""".split()
COLUMNS = """
amount price cost total quantity qty age salary name city country region date status category
product customer email phone id score rating weight height temperature department team year
month hours rate discount tax revenue profit units stock title author genre gender grade points
visits clicks duration distance speed state zip code type color size brand supplier order_id
customer_id first_name last_name order_date unit_price net_amount amount_eur created_at due_date
birth_date start end balance budget level priority owner project store channel segment currency
postcode street company position experience bonus humidity pressure calories steps
""".split()
CITIES = """
Berlin Paris London Madrid Rome Oslo Vienna Lisbon Tokyo Boston Chicago Denver Austin Munich
Hamburg Zürich Málaga North South East West open closed paid pending shipped cancelled new
active inactive yes no red blue green small medium large A B C HR Sales IT Marketing Finance
Smith Garcia Müller Anna Ben Carla apple banana coffee tea book chair laptop online retail
Germany France Spain Italy Norway USA
""".split()
MONTHS = """
January February March April May June July August September October November December
""".split()
PROGRAMS = """
git python3 ffmpeg node npm docker java gcc make curl wget rsync ssh vim nano perl ruby cargo go
php pandoc convert tar zip tmux htop jq sqlite3 psql mysql code R julia
""".split()
PACKAGES = """
numpy pandas pillow matplotlib requests scipy flask django torch openpyxl rich typer jinja2
pytest black ruff polars httpx sqlalchemy lxml
""".split()
VARIABLES = """
PATH HOME USER SHELL LANG EDITOR PWD JAVA_HOME PYTHONPATH DISPLAY TERM TZ
""".split()
COMMON_FOLDERS = """
Downloads Documents Desktop Pictures Music Videos Photos Archive Backup Old New Misc Inbox
Screenshots Work Personal Projects Reports Invoices Receipts Images Data Logs Temp Music src
docs tests data logs build dist assets images backup archive old tmp output results reports
RecentDocs OldFiles ToSort ToDo BigFiles MyPhotos
""".split()
IN_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
""".split()
COMMANDS = [
    command
    for line in """
ls -la|df -h|free -m|uname -a|whoami|pwd|date|du -sh *|ps aux|git status|git log --oneline
wc -l *.txt|cat notes.txt|head -n 5 data.csv|grep -r TODO .|find . -name "*.py"|echo hello
uptime|env|pip list|python --version|ls -lh|tree|sort names.txt|git diff --stat|hostname
ls *.pdf|make test|npm test|cargo build|pytest -q|tail -f log.txt|id|which python3
du -h --max-depth=1|cal|ip addr|mount|lsblk|nproc|md5sum a.zip|ping -c 1 localhost|git branch -a
tar tf b.tar.gz|stat a.txt
""".strip().splitlines()
    for command in line.split("|")
]
COMMAND_FRAMES = """
ls -l <folder>
ls -lt | head -<n>
ls -1 <folder> | wc -l
ls -la <folder>
ls <folder>
ls -R
ls *.<ext>
wc -l <file>
wc -w <file>
wc -c <file>
wc <file>
cat <file>
cat <file> | wc -l
cat <file> | sort | uniq
head -<n> <file>
head -n <n> <file>
tail -<n> <file>
tail -n <n> <file>
tail -n +<n> <file>
grep <word> <file>
grep -i <word> <file>
grep -c <word> <file>
grep -n <word> <file>
grep -v <word> <file>
grep -rl <word> .
grep -r <word> <folder>
sort <file>
sort -r <file>
sort -n <file>
sort -u <file>
sort <file> | uniq -c
sort <file> | uniq -c | sort -rn
du -sh <folder>
du -h -d 1
df -h .
find . -name '*.<ext>'
find . -iname '*<word>*'
find . -type d
find . -type f | wc -l
find . -size +<n>M
find . -mtime -<n>
find <folder> -name '*.<ext>'
mkdir <folder>
mkdir -p <folder>/<word>
touch <file>
cp <file> <folder>
cp <file> <file>
mv <file> <file>
mv <file> <folder>
rm <file>
chmod +x <file>
chmod 644 <file>
python3 <file>
python <file>
python3 -c 'print(<n> * <n>)'
python -m json.tool <file>
bash <file>
sh <file>
echo <word>
echo $HOME
echo <word> >> <file>
date +%Y
date -u
cal <n>
uname -r
md5sum <file>
sha256sum <file>
file <file>
stat <file>
cut -d, -f<n> <file>
awk '{print $1}' <file>
awk -F, '{print $2}' <file>
sed -n <n>p <file>
sed 's/<word>/<word>/g' <file>
diff <file> <file>
diff -r <folder> <folder>
tr a-z A-Z < <file>
rev <file>
nl <file>
tac <file>
seq <n>
expr <n> + <n>
tree -L 2
tree <folder>
git log -<n>
git log --oneline -<n>
git show HEAD
git diff HEAD~1
git remote -v
git shortlog -sn
git blame <file>
git add <file>
git commit -m <word>
git stash list
git rev-parse HEAD
git ls-files
pip show <package>
pip freeze
pip install <package>
ps aux | grep <word>
ps -ef | head -<n>
free -h
which <word>
env | sort
printenv PATH
whoami
id -u
hostname -f
lscpu
nproc
uptime -p
npm run <word>
make <word>
docker ps
curl -I localhost:80<n>
tar czf <word>.tar.gz <folder>
tar tf <word>.tar.gz
unzip -l <word>.zip
zip -r <word>.zip <folder>
gzip <file>
""".strip().splitlines()
KIND_WORDS = {
    "images": "selection.kind_images",
    "photos": "selection.kind_images",
    "pictures": "selection.kind_images",
    "pics": "selection.kind_images",
    "documents": "selection.kind_documents",
    "docs": "selection.kind_documents",
    "spreadsheets": "selection.kind_spreadsheets",
    "archives": "selection.kind_archives",
    "scripts": "selection.kind_code",
    "source files": "selection.kind_code",
    "code files": "selection.kind_code",
    "videos": "selection.kind_videos",
    "movies": "selection.kind_videos",
    "songs": "selection.kind_audio",
    "music files": "selection.kind_audio",
    "audio files": "selection.kind_audio",
}
"""Words for kinds of files, and the noun of the catalogue that each means."""
UNITS = [
    ("km", "miles"), ("miles", "km"), ("kg", "pounds"), ("lbs", "kg"), ("celsius", "fahrenheit"),
    ("fahrenheit", "celsius"), ("F", "C"), ("°C", "°F"), ("feet", "meters"), ("metres", "feet"),
    ("inches", "cm"), ("cm", "inches"), ("liters", "gallons"), ("gallons", "litres"),
    ("ounces", "grams"), ("grams", "oz"), ("hours", "minutes"), ("days", "hours"),
    ("minutes", "seconds"), ("weeks", "days"), ("GB", "MB"), ("mb", "kb"), ("mph", "kmh"),
    ("km/h", "mph"), ("stone", "kg"), ("yards", "meters"), ("cups", "ml"), ("tons", "kg"),
    ("acres", "hectares"), ("mm", "cm"), ("m", "km"), ("seconds", "minutes"),
    ("kelvin", "celsius"), ("fps", "ms"), ("fps", "ms per frame"), ("bpm", "ms per beat"),
    ("kcal", "kJ"), ("kJ", "kcal"), ("PS", "kW"), ("hp", "kW"), ("kW", "hp"), ("bar", "psi"),
    ("psi", "bar"), ("fl oz", "ml"), ("ml", "fl oz"), ("square feet", "square metres"),
    ("m2", "sq ft"), ("Mbit", "MB"), ("kWh", "MJ"), ("knots", "km/h"), ("m/s", "km/h"),
    ("hectares", "acres"), ("tbsp", "ml"), ("teaspoons", "ml"), ("pints", "litres"),
    ("hours", "seconds"), ("weeks", "hours"), ("years", "days"), ("minutes", "hours"),
    ("hours", "days"), ("seconds", "hours"), ("mg", "g"), ("g", "kg"), ("cl", "ml"),
    ("cm", "feet"), ("cm", "m"), ("milliseconds", "seconds"), ("TB", "GB"), ("GB", "TB"),
    ("MB", "GB"), ("minutes", "days"), ("months", "weeks"),
]  # fmt: skip
NOUNS = """
files file documents things items
""".split()
FORMATS = """
png jpg webp jpeg gif bmp tiff PNG JPG WEBP
""".split()
IMAGE_ENDINGS = """
jpg png jpeg JPG gif webp bmp PNG tif
""".split()
TEXT_ENDINGS = """
txt md log txt txt csv html py ini rst tex conf
""".split()
TABLE_ENDINGS = """
csv csv csv csv xlsx xlsx tsv json xls CSV
""".split()
CORNERS = [
    *("top left", "top right", "bottom left", "bottom right", "upper left", "upper right"),
    *("lower left", "lower right", "top-left", "bottom-right"),
]
SIDES = "left right top bottom upper lower".split()
RATIOS = ["16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "5:4", "4:5", "21:9", "2:1", "16x9"]
BRACKETS = [
    *("brackets", "brackets", "square brackets", "square brackets", "round brackets"),
    *("parentheses", "parentheses", "parens", "curly brackets", "curly braces", "[]", "()"),
]
WEEKDAYS = """
Monday Tuesday Wednesday Thursday Friday Saturday Sunday monday tuesday wednesday thursday friday
saturday sunday Fri Mon
""".split()
PATTERNS = [
    r"^ERROR", r"\d{4}-\d\d-\d\d", r"[A-Z]{3}", r"\bfoo\b", r"^#", r"\d+$", r"colou?r", r"^\s*$",
    r"[aeiou]{2}", r"TODO|FIXME", r"\w+@\w+", r"^[0-9]+", r"(cat|dog)s?", r"v\d+\.\d+", r";$",
]  # fmt: skip
"""Regular expressions as people type them."""
THINGS = """
invoice offer draft receipt report contract letter recipe ticket statement payslip certificate
scan bill quote order form plan note memo agenda protocol handout worksheet essay exam poem
chapter story manual guide brochure flyer poster logo banner menu timetable roster checklist
backup export survey interview lecture slide rehearsal mix demo track loop sample render sketch
portrait selfie holiday wedding birthday tax insurance warranty policy salary budget forecast
""".split()
"""What files are about, in words that are part of their names."""
ENDINGS_TOGETHER = [
    group.split()
    for group in """
jpg jpeg|jpg jpeg|jpg png|jpg jpeg png|png gif|doc docx|xls xlsx|mp3 wav|mp3 wav flac|txt md|
mp4 mov|htm html|csv tsv|tif tiff|zip rar|zip rar 7z|py js|bmp gif|pdf docx|docx odt|csv xlsx|
txt log|mkv mp4 avi|js css html|jpg heic|png svg|json yaml|odt doc docx pdf|tmp bak|
part tmp|wav ogg|psd ai|bak orig|mp3 m4a|psd aseprite|pptx pdf
""".strip()
    .replace("\n", "")
    .split("|")
]
"""Endings that people name in one breath."""

PERIODS = (
    ["today", "this week", "this month", "this year", "last week", "last month", "last year"] * 2
    + ["tomorrow", "yesterday", "next week", "next month", "next year", "this quarter"]
    + ["last quarter", "the past month", "the coming week", "the current month", "previous month"]
)
"""Periods that are told without a number."""
STATES = [
    "paid", "unpaid", "open", "closed", "finished", "unfinished", "done", "active", "inactive",
    "billable", "urgent", "cancelled", "confirmed", "delivered", "undelivered", "resolved",
    "unresolved", "pending", "overdue", "late", "returned", "shipped", "completed", "incomplete",
    "approved", "rejected", "critical", "new", "used", "sold", "unsold", "booked", "free",
    "available", "missing", "expired", "valid", "archived", "verified", "answered", "unanswered",
    "registered", "insured", "vegetarian", "outstanding", "settled", "signed", "unsigned", "read",
    "unread", "invoiced", "checked", "broken", "vaccinated", "private", "public", "seasonal",
    "retired", "permanent", "optional", "mandatory", "weekly", "monthly", "fresh", "domestic",
    "legendary", "epic", "rare", "failed", "passed", "successful", "planned", "unplanned",
    "organic", "local", "premium", "veggie"
]  # fmt: skip
"""What rows may be: words that stand in cells, or name a column of yes and no."""
