"""Files as people upload them."""

from django.core.files.uploadedfile import SimpleUploadedFile


def pdf_bytes(words: str = "Who to tell, and when") -> bytes:
    """A whole PDF of one page with these words on it."""
    drawn = f"BT /F1 24 Tf 72 720 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        written
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    )


def pdf(name: str = "escalation-map.pdf", words: str = "Who to tell, and when") -> SimpleUploadedFile:
    """A PDF as a form gets it."""
    return SimpleUploadedFile(name, pdf_bytes(words), "application/pdf")


def empty(name: str = "nothing.pdf") -> SimpleUploadedFile:
    """A file of no bytes."""
    return SimpleUploadedFile(name, b"", "application/pdf")
