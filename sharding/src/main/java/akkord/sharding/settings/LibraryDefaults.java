package akkord.sharding.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code reference.conf} of every module and library, read from one file without their comments instead of
 * two dozen: four fifths of their text is comments, and reading it costs every start a tenth of a second. The file
 * is written beside the archive of classes; where there is none, the libraries' own are read.
 */
public final class LibraryDefaults {

    /** The JVM's property that names the file. */
    public static final String PROPERTY = "program.defaults";

    private static final String REFERENCE = "reference.conf";

    private LibraryDefaults() {}

    /** What the configuration library and Akka are to look for defaults with. */
    public static ClassLoader loader() {
        return Holder.LOADER;
    }

    /** The defaults with their substitutions, to be resolved together with what stands above them. */
    static Config unresolved() {
        return ConfigFactory.defaultReferenceUnresolved(loader());
    }

    /**
     * Reads every {@code reference.conf} of the class path and writes the one file.
     *
     * @throws UncheckedIOException the file cannot be written
     */
    public static void write(Path file) {
        Config all = ConfigFactory.parseResources(LibraryDefaults.class.getClassLoader(), REFERENCE);
        ConfigRenderOptions plain = ConfigRenderOptions.defaults()
                .setComments(false)
                .setOriginComments(false)
                .setFormatted(false)
                .setJson(false);
        try {
            Files.writeString(file, all.root().render(plain));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Holder {

        private static final ClassLoader LOADER =
                of(System.getProperty(PROPERTY), LibraryDefaults.class.getClassLoader());
    }

    /** A loader of the same classes that knows only this one file of defaults; without a file the loader itself. */
    static ClassLoader of(@Nullable String file, ClassLoader classes) {
        if (file == null || !Files.isReadable(Path.of(file))) return classes;
        return new OneReference(Path.of(file), classes);
    }

    private static final class OneReference extends ClassLoader {

        private final URL file;

        OneReference(Path file, ClassLoader classes) {
            super(classes);
            try {
                this.file = file.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException("no file can be read at " + file, e);
            }
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.equals(REFERENCE) ? Collections.enumeration(List.of(file)) : super.getResources(name);
        }
    }
}
