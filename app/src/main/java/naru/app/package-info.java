/// The application: the only module that knows everybody. [naru.app.Main] is the entrance, [naru.app.Wiring] puts
/// the parts together.
@NullMarked
package naru.app;

import org.jspecify.annotations.NullMarked;
