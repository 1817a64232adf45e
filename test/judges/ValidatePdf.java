import java.io.File;
import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Prints, for each PDF that is named, how many checks of PDF/UA-1 it passed and which it failed. */
public class ValidatePdf {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (String file : files) {
      try (FileInputStream bytes = new FileInputStream(new File(file));
          PDFAParser parser = Foundries.defaultInstance().createParser(bytes, PDFAFlavour.PDFUA_1)) {
        PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, false);
        ValidationResult result = validator.validate(parser);
        System.out.println("checked " + result.getTotalAssertions() + " compliant " + result.isCompliant());
        for (TestAssertion assertion : result.getTestAssertions()) {
          if (assertion.getStatus() == TestAssertion.Status.FAILED)
            System.out.println("failed " + assertion.getRuleId().getClause() + " " + assertion.getMessage());
        }
      }
    }
  }
}
