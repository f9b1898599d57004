package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class LineChartTest {
    private static final LineChart CHART = new LineChart(
            "a < b & \"c\"",
            "seconds",
            "MiB",
            List.of(
                    new LineChart.Line("one", List.of(new LineChart.Point(0, 100), new LineChart.Point(12, 0))),
                    new LineChart.Line("two", List.of(new LineChart.Point(6, -5)))));

    @Test
    void svg_anyText_isWellFormed() throws Exception {
        Document picture = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(CHART.svg())));

        assertThat(picture.getDocumentElement().getAttribute("aria-label")).isEqualTo("a < b & \"c\"");
        assertThat(picture.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    }

    @Test
    void svg_points_spanTheAxes() {
        assertThat(CHART.svg()).contains("points=\"64.0,40.0 744.0,364.0\"", "points=\"404.0,364.0\"");
    }

    @Test
    void svg_axesAndLegend_areNamed() {
        assertThat(CHART.svg()).contains(">seconds<", ">MiB<", ">one<", ">two<", "prefers-color-scheme: dark");
    }

    @ParameterizedTest
    @CsvSource({"12, 2", "6, 1", "100, 20", "1100, 200", "0.3, 0.05", "1, 0.2"})
    void step_length_isRoundAndFits(double length, double step) {
        assertThat(LineChart.step(length)).isEqualTo(step);
    }
}
