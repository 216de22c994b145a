#!/usr/bin/env python3
"""What `make bench-capture` counts.

sure READINGS.jsonl              how many documents are sure in every field that was read
plain TEXT...                    fields by plain patterns from text that Tesseract gave, as score.py takes them
codes TRUTH.json READINGS.jsonl  codes found, missed and invented, and which pages separate
"""
import json
import re
import sys


def sure(readings):
    documents = [json.loads(line) for line in open(readings, encoding="utf-8")]
    whole = 0
    for document in documents:
        fields = document["papers"][0]["fields"].values()
        whole += all(field["sure"] for field in fields if field["value"] is not None)
    held = sum(not document["quality"]["acceptable"] for document in documents)
    print(f"wholly sure: {whole} of {len(documents)} documents; refused by the quality gate: {held}")


# An hour's worth of patterns over plain text: what anyone would write first.
PATTERNS = {
    "number": r"S[ốô]\s*[:.]?\s*(\d+\s*/\s*[A-ZĐ0-9][\w&-]*(?:\s*-\s*[A-ZĐ][\w&]*)*)",
    "place": r"^(.{2,40}?),\s*ngày",
    "signer": r"\n\s*([A-ZĐ][^\W\d_]+(?: [A-ZĐÀ-Ỹ][^\W\d_]+){1,4})\s*$",
    "signer_position": r"(?:KT\.|TM\.|TL\.)?\s*((?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|CHÁNH VĂN PHÒNG|TRƯỞNG BAN))",
    "issuer": r"^(ỦY BAN NHÂN DÂN|BAN CHỈ ĐẠO)[^\n]*\n?([^\n]*)",
    "abstract": r"(?:V/v|[Vv]ề việc)\s+(.+?)\n\s*\n",
}
TYPES = ["NGHỊ QUYẾT", "QUYẾT ĐỊNH", "CHỈ THỊ", "THÔNG BÁO", "BÁO CÁO", "KẾ HOẠCH", "TỜ TRÌNH", "CÔNG ĐIỆN"]


def plain(texts):
    for path in texts:
        text = open(path, encoding="utf-8").read()
        fields = {}
        for name, pattern in PATTERNS.items():
            found = re.search(pattern, text, re.M | re.S)
            fields[name] = " ".join(" ".join(found.groups()).split()) if found else None
        day = re.search(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", text)
        fields["issued_on"] = "{2}-{1:0>2}-{0:0>2}".format(*day.groups()) if day else None
        fields["type"] = next((name for name in TYPES if re.search(rf"^\s*{name}\s*$", text, re.M)), None)
        name = path.rsplit("/", 1)[-1].removesuffix(".txt")
        print(json.dumps({"file": name, "fields": fields}, ensure_ascii=False))


def codes(truth_path, readings):
    truth = json.load(open(truth_path, encoding="utf-8"))
    found = missed = invented = pages = papers = 0
    for line in open(readings, encoding="utf-8"):
        document = json.loads(line)
        name = document["file"].rsplit("/", 1)[-1]
        papers += len(document["papers"])
        for page, expected in zip(document["pages"], truth[name]):
            pages += 1
            wanted = sorted((code["format"], code["text"]) for code in expected)
            read = sorted((code["format"], code["text"]) for code in page["codes"])
            for code in list(wanted):
                if code in read:
                    wanted.remove(code)
                    read.remove(code)
                    found += 1
            missed += len(wanted)
            invented += len(read)
            if wanted or read:
                print(f"  {name} page {page['page']}: missed {wanted}, invented {read}")
    print(f"  {found} found, {missed} missed, {invented} invented on {pages} pages; {papers} papers")


if __name__ == "__main__":
    {"sure": sure, "plain": lambda *texts: plain(texts), "codes": codes}[sys.argv[1]](*sys.argv[2:])
