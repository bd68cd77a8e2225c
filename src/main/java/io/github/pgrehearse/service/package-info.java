/// The service: takes backups and rehearses them when they are due, for months.
@NullMarked
package io.github.pgrehearse.service;

import org.jspecify.annotations.NullMarked;
