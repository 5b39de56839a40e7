#!/bin/sh
# Sets interp up and does its main job once, on real files, with the model in the box.
. "$(dirname "$0")/environment.sh"

folder=$(mktemp -d "${TMPDIR:-/tmp}/interp-demo.XXXXXX")
mkdir "$folder/Projects"
for name in report.pdf "Invoice 2024.PDF" Projects/offer.pdf; do
    printf '%%PDF-1.4 %s\n' "$name" >"$folder/$name"
done
printf '%%PDF-1.4 old\n' >"$folder/old manual.pdf"
printf 'milk, bread\n' >"$folder/shopping.txt"
touch -d '3 days ago' "$folder/report.pdf" "$folder/Invoice 2024.PDF" "$folder/Projects/offer.pdf"
touch -d '90 days ago' "$folder/old manual.pdf"

show() { (cd "$folder" && find . -type f | sort | sed 's|^\./|  |'); }
request='find all .pdf files modified last week and move them to a folder called RecentDocs'

echo
echo "The files before:"
show
echo
echo "\$ interp -y \"$request\""
.venv/bin/interp -y -C "$folder" "$request"
echo
echo "The files after:"
show
echo
echo "Take it back:   .venv/bin/interp undo -C '$folder'"
echo "Chat:           .venv/bin/interp"
