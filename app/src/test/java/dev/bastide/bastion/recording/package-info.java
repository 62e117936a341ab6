/** Tests of the recording format. */
@NullMarked
package dev.bastide.bastion.recording;

import org.jspecify.annotations.NullMarked;
