// Validates each file named on the command line against PDF/A-1b with Apache PDFBox Preflight. Prints a line for each
// error and ends with 1 when there was one. Run by the tests of crates/imaging/src/archive as a single-file program.

import java.io.File;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.exception.SyntaxValidationException;
import org.apache.pdfbox.preflight.parser.PreflightParser;

public class Preflight {
    public static void main(String[] names) throws Exception {
        int errors = 0;
        for (String name : names) {
            for (ValidationResult.ValidationError error : validate(name).getErrorsList()) {
                System.out.println(name + ": " + error.getErrorCode() + " " + error.getDetails());
                errors++;
            }
        }
        System.exit(errors == 0 ? 0 : 1);
    }

    private static ValidationResult validate(String name) throws Exception {
        PreflightParser parser = new PreflightParser(new File(name));
        try {
            parser.parse();
        } catch (SyntaxValidationException broken) {
            return broken.getResult();
        }
        try (PreflightDocument document = parser.getPreflightDocument()) {
            document.validate();
            return document.getResult();
        }
    }
}
