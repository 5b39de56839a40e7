"""Words by which literals are told from ordinary words (`spotting`)."""

from __future__ import annotations

import re
from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", text))


FILE_KINDS: Mapping[str, frozenset[str]] = {
    "table": _words("csv tsv xlsx xls ods json parquet"),
    "picture": _words("jpg jpeg png gif webp bmp tif tiff heic svg ico"),
    "archive": _words("zip tar tgz gz bz2 xz 7z rar"),
}
"""Endings of the files that have a kind of their own; all others are a `file`."""
COUNTED = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100,
}  # fmt: skip
UNITS = _words(
    """
    b k kb kib mb mib m meg megs mega gb gib g gig gigs tb t x th st nd rd px pixels p cm mm
    km kg h hrs hours min mins s d days w weeks y yrs c f eur usd gbp k€ am pm er percent
    pct
    """
)
USUAL = _words(
    """
    i i'm i'd i've i'll im id ive ok okay pdf pdfs csv csvs tsv json xml html htm yaml jpg
    jpgs jpeg jpegs png pngs gif gifs svg webp tiff tif bmp heic raw mp3 mp3s mp4 mp4s m4a
    mov avi mkv wav flac ogg zip zips tar gz rar 7z txt md doc docx docs xls xlsx ppt pptx
    odt ods odp rtf epub log py js css sh sql ini cfg bak tmp exe iso psd ai ics eml excel
    word powerpoint python javascript markdown photoshop jupyter git github linux windows
    macos mac unix debian ubuntu android iphone mb kb gb tb mib kib gib kbytes mbytes cpu
    cpus gpu ram ip os pid uuid uuids guid url urls uri exif gps sha sha1 sha256 sha-256
    sha512 md5 md5sum crc32 base64 base-64 rot13 utf utf8 utf-8 utf16 utf-16 utf-32 ascii
    latin latin1 latin-1 iso-8859-1 cp1252 windows-1252 bom crlf lf cr rgb bw b&w 3d 2d hd
    4k a-z z-a a4 nan na id ids tv pc dvd cd usb ssd hdd vat gst api sms please thanks thank
    cheers hi hello hey dear good morning evening regards sir madam all any not and or only
    but no yes never always must now new old big small both every each the january february
    march april may june july august september october november december jan feb mar apr jun
    jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday
    mon tue wed thu fri sat sun christmas easter xmas halloween english german french
    spanish polish chinese roman celsius fahrenheit kelvin euro euros dollar dollars asap
    fyi btw eta faq aka etc eg ie vs per tldr lol omg pls plz thx computer python3 python2
    h264 root sum avg min max std conf cfg tex step stp blend fig parquet ics vcf srt gpx kml nef
    cr2 ipynb java cpp rs go ts toml bin dat key epub mobi ods rtf psd stl dxf bib
    mbit gbit kbit mbps gbps kbps kwh kw kj mj ps hp psi bpm fps eve vat mwst btw
    """
)
"""Words that capitals or digits do not make a name of anything."""
KIND_WORDS = _words(
    """
    files file photos photo pictures picture images image pics music songs videos video
    movies audio documents document docs archives archive spreadsheets tables code scripts
    text texts pdf pdfs downloads screenshots old new data notes backup backups temp tmp
    logs log mail reports invoices work home test tests src public private misc other stuff
    everything
    """
)
"""Names of folders that are ordinary words as well: hidden only where a folder is spoken of."""
FIGURE_WORDS = _words(
    """
    total totals count counts sum average mean median min max minimum maximum number month
    year day week rows row column columns first last top bottom in by file table value type
    size time rank index share percent unique missing empty types names all
    what who when where which how why note notes
    """
)
"""Columns that are ordinary words of requests as well: hidden only where a column is spoken of."""
NOT_A_PATH = _words(
    """
    and or his her he she upper lower km h mph m s jpg jpeg png tif tiff pdf doc docx csv
    yes no w o c n a b in out on off him s/he us you input output read write left right
    gif bmp webp heic svg txt md log mp3 mp4 wav flac m4a mov avi mkv xls xlsx ods odt ppt pptx
    zip rar 7z tar gz json xml yaml yml html htm js css ts py tsv tmp bak ini cfg
    """
)
ABBREVIATED = _words("w/ w/o")
ENDINGS_ONLY = _words("tar.gz tar.bz2 tar.xz")
PROGRAMS = _words(
    """
    ls ll wc df du cat head tail grep egrep rg git python python3 pip pip3 uname whoami echo find
    sort uniq date pwd ps free uptime id env which touch mkdir cp mv rm rmdir chmod chown curl wget
    ping hostname lscpu lsblk stat file diff tree sed awk cut tr seq tar zip unzip gzip make cmake
    node npm npx yarn cargo rustc gcc go java docker systemctl journalctl ssh ip ifconfig mount cal
    bc nproc md5sum sha256sum sha1sum top htop kill history man type printenv export less more tee
    xargs paste join split nl tac rev ln readlink realpath basename dirname getent groups last w who
    dig nslookup netstat ss lsof lspci lsusb dmesg sysctl ulimit pytest ruff mypy black uv conda
    perl ruby php R sqlite3 jq pandoc ffmpeg convert magick time timeout watch yes true false sleep
    xxd od hexdump strings cmp comm column fold fmt shuf expr test locale tty stty clear dpkg apt
    brew sudo bash sh zsh
    """
)
NO_NAME = _words(
    """
    a an the this that these those it its them they their my our your his her after and or but so
    then in into on onto to from of for with without by as at is are was were be been has have had
    will would can could should must may might do does did not no all any each every some which who
    what when where how if whether please pls thanks just only also too because since before until
    while like there here file files folder folders column columns table row rows line lines word
    words appears appear occurs occur comes come shows show count counts counted counter document
    documents number numbers inside anywhere somewhere everywhere twice once per i you he she we
    one ones ending same something someone whatever below above now
    """
)
"""Words that end a name, and that none begins with."""

FIRST_WORDS = _words(
    """
    a above absolute add after again age aggregate all also am amended an and another any
    anything apart append apply archive archives are area arrange arranged as ascending ascii at
    audio author average averages avg away back backup bar barplot bars base batch battery be
    because before below best better between big bigger biggest bin binary blank blanks blur bmi
    book born both bottom box boxplot branch break bring bucket build bundle bung but by calc
    calculate calendar call can cant capital capitalise capitalize caps cat change changed char
    character characters chart check checksum checksums cheers chmod choose chop chuck circle
    clean clear clock clone close code coin collage collapse collect cols column columns combine
    commit commits compare complete compound compress compressed compute concat concatenate
    contact convert copies copy cores corr correlation correlations could count countdown
    counting counts cp cpu create crop cross crosstab csv cube cumulative current curve customer
    customers cut data date dated dates dating day days dear decode decompress dedupe delete
    desaturate descending describe details df dice did diff difference dig digit dimensions dir
    directly dirs disk display distinct distribute distribution ditto divide divided do docs
    documents does don dont dotfiles dots double doubling draw drop du dump dupes duplicate
    during each earliest easter echo edited empty encode end entries env epoch erase escape even
    every everything excel except exchange exclude excluding execute exif explain export ext
    extract factorial fattest fetch fibonacci field figure file filed filename filenames files
    fill filter final find first fix flatten flip folder folders fonts for format free frequency
    from full gaps gcd generate get gimme git give glue go going good got grab greatest grep
    grey greyscale group groupby half has hash have having he head header heading headings
    headline heads heat heatmap hello help here hex hey hi hidden highest hist histogram history
    hm home horizontal hostname how html hypotenuse i identical if ignore image images in incl
    including increase indent insert inside installed instead into invert ip is iso it join jq
    json junk just keep kernel kick kill kindly knock label larger largest last latest lay lcm
    leap least leave leaving left length less let letter letters like limit limited line lines
    links list little ln load loan locate lock log long longest look lose lost lower lowercase
    lowest ls lying made make match max maximum maybe mean median memory merge middle min
    minimum minus mirror missing mix mkdir mode modified month monthly months more morse most
    move moving mtime multiply music mv my nail name names narrow natural need net new newer
    newest next nice no nobody non not nothing now nuke num number numbers numeric occurrences
    of oh ok old older oldest on once one only open order ordered orders organise organize os
    other our out output over overwrite pack password path pay pdf peak peek per percent
    percentage percentile phone photos pick pics picture pictures pie pip pivot plain please
    plot pls plus plz points prefix prepend pretty preview price prime primes print product
    program protect prune pull purge put python quantity quarter quarterly quick raise ram
    random rank ranked ranking rather re read recent reduce regex relocate remainder remove
    rename repeat repeated replace resize rest restore restrict restricted result reverse right
    rip rm roll roman root rotate round row rows run running same sample save saved saw say
    scale scan scatter screen screenshots scripts search second sed see select send separate
    sepia set sha share sharpen she sheet sheets shift shop shorten shortest shot should shove
    show shrink shuffle simple since single size skip small smaller smallest so some somebody
    someone somewhere songs sorry sort sorted source space spaces spell spin spit split spread
    spreadsheets sqrt square squash squeeze stack stacked standard start starting stats std
    stick store strip stuff subfolders substitute subtract such suffix sum summarise summarize
    summary supplier swap switch system table tabs tack tail take taken tally tar tarball tax
    tell temp temporary test text thank thanks that thats the them then there these they things
    this those three throw thumbnail thumbnails thumbs thx ticket tidy till time times tiniest
    tip title tmp to today together too top toss tot total totals touch touched transfer
    translate transpose trash tree trim try turn two type uncompress under undo uniq unique unix
    unless unpack until untouched unzip up update upload uppercase uptime url use user value
    verify version video videos vowels wanna want was wc we web webshop week weekday weeks were
    what whatever whats when where wherever which whichever white who whole whose why width will
    windows wipe with within without word words work worst would wrap write written wrong year
    yearly yes yesterday you your zero zip zips
    something someone somebody whatever whoever heavens perhaps sorry afterwards finally
    """
)
"""Words with which sentences begin, and that are no names: they lose their capital there."""
